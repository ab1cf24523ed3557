package io.jenkins.plugins.imagefarm.engine.s2i;

import io.jenkins.plugins.imagefarm.engine.Engines;
import io.jenkins.plugins.imagefarm.engine.api.Builder;
import io.jenkins.plugins.imagefarm.engine.api.S2iMethod;

class DockerS2iRunTest extends S2iContract {
    @Override
    Builder builder() {
        return Engines.docker();
    }

    @Override
    S2iMethod method() {
        return S2iMethod.RUN;
    }
}
