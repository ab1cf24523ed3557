/**
 * Who builds what: pure functions and plain state over the contract's records, used by Jenkins for all builds together and by the
 * engine's command line for one.
 */
package io.jenkins.plugins.imagefarm.engine.plan;
