package io.jenkins.plugins.imagefarm.launch;

import io.jenkins.plugins.imagefarm.engine.api.BuildRequest;
import io.jenkins.plugins.imagefarm.engine.api.Secrets;

/**
 * What an engine is given. Never kept: the request is on the agent while the build runs, the secrets are looked up again when
 * they are needed again.
 */
public record Assignment(BuildRequest request, Secrets secrets) {}
