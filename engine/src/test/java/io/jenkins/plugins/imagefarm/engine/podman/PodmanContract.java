package io.jenkins.plugins.imagefarm.engine.podman;

import io.jenkins.plugins.imagefarm.engine.api.Feature;
import io.jenkins.plugins.imagefarm.engine.build.BuildEngine;
import io.jenkins.plugins.imagefarm.engine.build.BuildEngineContract;
import java.util.EnumSet;
import java.util.Optional;
import java.util.Set;

/** What every builder does, for Podman. */
abstract class PodmanContract extends BuildEngineContract {
    @Override
    protected BuildEngine engine() {
        return new PodmanEngine(host -> Optional.empty());
    }

    @Override
    protected Set<Feature> features() {
        return EnumSet.of(
                Feature.SECRETS,
                Feature.SHM_SIZE,
                Feature.ULIMITS,
                Feature.ANNOTATIONS,
                Feature.REWRITE_TIMESTAMP,
                Feature.FORMAT_OCI,
                Feature.SEVERAL_OUTPUTS,
                Feature.OUTPUT_OCI,
                Feature.OUTPUT_DOCKER);
    }

    @Override
    protected boolean warns() {
        return false;
    }
}
