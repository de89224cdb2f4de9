/*
 * Stands in for the kernel's IPsec where there is none: preloaded into an IKE daemon, it takes every SA.
 *
 *   XFRM    the kernel's refusal of a new, updated or removed SA becomes an acknowledgement
 *   PF_KEY  a socket at whose other end a process echoes each request as its own reply; GETSPI gets an SPI
 *
 * No packet is ever protected; what such a daemon proves is that it negotiates.
 */
#define _GNU_SOURCE
#include <dlfcn.h>
#include <linux/netlink.h>
#include <linux/pfkeyv2.h>
#include <linux/xfrm.h>
#include <netinet/in.h>
#include <poll.h>
#include <stdint.h>
#include <string.h>
#include <sys/random.h>
#include <sys/socket.h>
#include <sys/types.h>
#include <unistd.h>

static void *next(const char *name) { return dlsym(RTLD_NEXT, name); }

/* XFRM */

static int is_xfrm(int fd)
{
	int domain = 0, protocol = 0;
	socklen_t len = sizeof(int);

	return getsockopt(fd, SOL_SOCKET, SO_DOMAIN, &domain, &len) == 0 && domain == AF_NETLINK &&
	       getsockopt(fd, SOL_SOCKET, SO_PROTOCOL, &protocol, &len) == 0 && protocol == NETLINK_XFRM;
}

static void acknowledge(int fd, void *buf, ssize_t len)
{
	struct nlmsghdr *header = buf;
	struct nlmsgerr *reply;

	if (len < (ssize_t)NLMSG_LENGTH(sizeof(*reply)) || header->nlmsg_type != NLMSG_ERROR || !is_xfrm(fd))
		return;
	reply = NLMSG_DATA(header);
	switch (reply->msg.nlmsg_type) {
	case XFRM_MSG_NEWSA:
	case XFRM_MSG_UPDSA:
	case XFRM_MSG_DELSA:
		reply->error = 0;
	}
}

ssize_t recvfrom(int fd, void *restrict buf, size_t size, int flags, struct sockaddr *restrict from,
		 socklen_t *restrict from_len)
{
	ssize_t (*real)(int, void *, size_t, int, struct sockaddr *, socklen_t *) = next("recvfrom");
	ssize_t len = real(fd, buf, size, flags, from, from_len);

	acknowledge(fd, buf, len);
	return len;
}

/* What recvfrom becomes where the compiler knows the buffer's size. */
ssize_t __recvfrom_chk(int fd, void *restrict buf, size_t size, size_t room, int flags,
		       struct sockaddr *restrict from, socklen_t *restrict from_len)
{
	return recvfrom(fd, buf, size < room ? size : room, flags, from, from_len);
}

/* PF_KEY (RFC 2367) */

static void serve(int fd)
{
	static uint64_t message[8192];
	struct sadb_msg *header = (struct sadb_msg *)message;
	struct sadb_sa *sa = (struct sadb_sa *)(header + 1);
	ssize_t len;

	while ((len = read(fd, message, sizeof(message))) >= (ssize_t)sizeof(*header)) {
		header->sadb_msg_errno = 0;
		if (header->sadb_msg_type == SADB_GETSPI) {
			memset(sa, 0, sizeof(*sa));
			sa->sadb_sa_len = sizeof(*sa) / 8;
			sa->sadb_sa_exttype = SADB_EXT_SA;
			if (getrandom(&sa->sadb_sa_spi, sizeof(sa->sadb_sa_spi), 0) < 0)
				break;
			/* Not one of the reserved ones, in network byte order. */
			sa->sadb_sa_spi |= 1;
			len = sizeof(*header) + sizeof(*sa);
			header->sadb_msg_len = len / 8;
		}
		if (write(fd, message, len) != len)
			break;
	}
}

/* A kernel answers before it returns, a process does not: who waits for it waits longer. */
int poll(struct pollfd *fds, nfds_t count, int timeout)
{
	int (*real)(struct pollfd *, nfds_t, int) = next("poll");
	int type = 0;
	socklen_t len = sizeof(type);

	if (count == 1 && timeout > 0 && getsockopt(fds->fd, SOL_SOCKET, SO_TYPE, &type, &len) == 0 &&
	    type == SOCK_SEQPACKET)
		timeout = 5000;
	return real(fds, count, timeout);
}

int __poll_chk(struct pollfd *fds, nfds_t count, int timeout, size_t room)
{
	(void)room;
	return poll(fds, count, timeout);
}

/* Policies that let IKE's own packets pass. */
int setsockopt(int fd, int level, int name, const void *value, socklen_t len)
{
	int (*real)(int, int, int, const void *, socklen_t) = next("setsockopt");

	if ((level == IPPROTO_IP && name == IP_IPSEC_POLICY) || (level == IPPROTO_IPV6 && name == IPV6_IPSEC_POLICY))
		return 0;
	return real(fd, level, name, value, len);
}

int socket(int domain, int type, int protocol)
{
	int (*real)(int, int, int) = next("socket");
	int ends[2];

	if (domain != AF_KEY)
		return real(domain, type, protocol);
	if (socketpair(AF_UNIX, SOCK_SEQPACKET | (type & SOCK_NONBLOCK), 0, ends) < 0)
		return -1;
	switch (fork()) {
	case -1:
		return -1;
	case 0:
		/* Whoever waits for the daemon's other sockets to close must not wait for this process. */
		if (dup2(ends[1], 3) == 3 && close_range(4, ~0U, 0) == 0)
			serve(3);
		_exit(0);
	}
	close(ends[1]);
	return ends[0];
}
