/** Answers questions to nodes: what they are, what they store, and the removal of what nobody uses. */
package io.jenkins.plugins.imagefarm.engine.inquiry;
