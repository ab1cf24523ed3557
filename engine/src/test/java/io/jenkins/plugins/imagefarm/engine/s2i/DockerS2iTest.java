package io.jenkins.plugins.imagefarm.engine.s2i;

import io.jenkins.plugins.imagefarm.engine.Engines;
import io.jenkins.plugins.imagefarm.engine.api.Builder;

class DockerS2iTest extends S2iContract {
    @Override
    Builder builder() {
        return Engines.docker();
    }
}
