/**
 * Ways to a builder: its address and keys become sockets, whether it is at a unix socket, behind TLS or on the far side of an SSH
 * connection. What speaks over a socket is none of this package's business.
 */
package io.jenkins.plugins.imagefarm.engine.transport;
