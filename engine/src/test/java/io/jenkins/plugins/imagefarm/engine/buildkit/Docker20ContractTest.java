package io.jenkins.plugins.imagefarm.engine.buildkit;

import io.jenkins.plugins.imagefarm.engine.Engines;
import io.jenkins.plugins.imagefarm.engine.api.Builder;
import io.jenkins.plugins.imagefarm.engine.api.Feature;
import io.jenkins.plugins.imagefarm.engine.build.BuildEngineContract;
import java.util.EnumSet;
import java.util.Set;

/** The oldest Docker that is supported. */
class Docker20ContractTest extends BuildEngineContract {
    @Override
    protected Builder builder() {
        return Engines.docker20();
    }

    @Override
    protected Set<Feature> features() {
        return EnumSet.of(Feature.SECRETS, Feature.SSH, Feature.NO_CACHE_FILTER, Feature.OUTPUT_FILES);
    }

    @Override
    protected boolean tellsTheFailedLine() {
        return false;
    }

    @Override
    protected boolean warns() {
        return false;
    }
}
