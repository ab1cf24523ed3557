package io.jenkins.plugins.imagefarm.engine.builder;

import io.jenkins.plugins.imagefarm.engine.Engines;
import io.jenkins.plugins.imagefarm.engine.api.Builder;

class DockerOverSshContractTest extends SshContract {
    @Override
    protected Builder daemon() {
        return Engines.docker();
    }
}
