/** The services with which the engine answers a BuildKit daemon while it builds: one class for each. */
package io.jenkins.plugins.imagefarm.engine.buildkit.session;
