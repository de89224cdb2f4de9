"""Sends whole IP packets, each given in hexadecimal, as they are."""

import socket
import sys


def raw(family):
    return socket.socket(family, socket.SOCK_RAW, socket.IPPROTO_RAW)


with raw(socket.AF_INET) as raw4, raw(socket.AF_INET6) as raw6:
    raw4.setsockopt(socket.SOL_SOCKET, socket.SO_BROADCAST, 1)
    for packet in map(bytes.fromhex, sys.argv[1:]):
        if packet[0] >> 4 == 4:
            raw4.sendto(packet, (socket.inet_ntop(socket.AF_INET, packet[16:20]), 0))
        else:
            raw6.sendto(packet, (socket.inet_ntop(socket.AF_INET6, packet[24:40]), 0))
