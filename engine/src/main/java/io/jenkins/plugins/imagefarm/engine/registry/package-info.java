/**
 * Speaks to container registries: how each is reached, who logs in to it, its tokens and its manifests.
 *
 * <p>Every failure is a {@link io.jenkins.plugins.imagefarm.engine.api.Problem} that says whose fault it is. No text made
 * here holds a password, a token or a URL's query.
 */
package io.jenkins.plugins.imagefarm.engine.registry;
