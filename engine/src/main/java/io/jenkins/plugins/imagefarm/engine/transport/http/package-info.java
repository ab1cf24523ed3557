/** HTTP/1.1 over the sockets of a {@link io.jenkins.plugins.imagefarm.engine.transport.Transport}, for daemons with a REST API. */
package io.jenkins.plugins.imagefarm.engine.transport.http;
