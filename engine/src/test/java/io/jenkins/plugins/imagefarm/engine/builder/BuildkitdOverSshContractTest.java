package io.jenkins.plugins.imagefarm.engine.builder;

import io.jenkins.plugins.imagefarm.engine.Engines;
import io.jenkins.plugins.imagefarm.engine.api.Builder;

class BuildkitdOverSshContractTest extends SshContract {
    @Override
    protected Builder daemon() {
        return Engines.buildkitd();
    }

    @Override
    protected boolean permitsTheHostsNetwork() {
        return false;
    }
}
