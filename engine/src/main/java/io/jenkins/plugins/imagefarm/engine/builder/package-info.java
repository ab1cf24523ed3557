/** What a builder is and can do, found out by asking it, and the engine that builds on it. */
package io.jenkins.plugins.imagefarm.engine.builder;
