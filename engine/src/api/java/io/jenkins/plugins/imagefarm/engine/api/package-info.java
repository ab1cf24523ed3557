/**
 * The contract between the Jenkins plugin and the build engine: requests, events, results and the values they are made of.
 *
 * <p>Plain records over JDK types, compiled by both projects from this one folder. Values are checked when they are made,
 * so whoever holds one need not check it again.
 */
package io.jenkins.plugins.imagefarm.engine.api;
