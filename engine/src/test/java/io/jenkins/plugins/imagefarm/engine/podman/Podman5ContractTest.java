package io.jenkins.plugins.imagefarm.engine.podman;

import io.jenkins.plugins.imagefarm.engine.Engines;
import io.jenkins.plugins.imagefarm.engine.api.Builder;
import io.jenkins.plugins.imagefarm.engine.api.Feature;
import java.util.Set;

class Podman5ContractTest extends PodmanContract {
    @Override
    protected Builder builder() {
        return Engines.podman5Socket();
    }

    @Override
    protected Set<Feature> features() {
        Set<Feature> features = super.features();
        features.add(Feature.PUSH_BY_DIGEST);
        return features;
    }
}
