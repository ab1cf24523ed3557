/**
 * What Jenkins remembers of registered nodes: what they said of themselves, what was built on them, and which are offline.
 * Names and texts only; the keys to nodes are never here.
 */
package io.jenkins.plugins.imagefarm.nodes;
