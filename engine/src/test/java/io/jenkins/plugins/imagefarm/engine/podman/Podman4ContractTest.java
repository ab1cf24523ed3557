package io.jenkins.plugins.imagefarm.engine.podman;

import io.jenkins.plugins.imagefarm.engine.Engines;
import io.jenkins.plugins.imagefarm.engine.api.Builder;

class Podman4ContractTest extends PodmanContract {
    @Override
    protected Builder builder() {
        return Engines.podman4Socket();
    }
}
