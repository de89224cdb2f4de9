"""Sends whole IPv4 packets, each given in hexadecimal, as they are."""

import socket
import sys

with socket.socket(socket.AF_INET, socket.SOCK_RAW, socket.IPPROTO_RAW) as raw:
    raw.setsockopt(socket.SOL_SOCKET, socket.SO_BROADCAST, 1)
    for packet in map(bytes.fromhex, sys.argv[1:]):
        raw.sendto(packet, (socket.inet_ntoa(packet[16:20]), 0))
