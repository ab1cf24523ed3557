package io.jenkins.plugins.imagefarm.engine.s2i;

import io.jenkins.plugins.imagefarm.engine.RunDaemon;
import io.jenkins.plugins.imagefarm.engine.api.Builder;
import io.jenkins.plugins.imagefarm.engine.api.S2iMethod;
import org.junit.jupiter.api.AfterEach;

/** The same in containers, of which none is left. */
class S2iRunFallbackTest extends S2iFallbackTest {
    @Override
    Builder builder() {
        return RunDaemon.DOCKER20.builder();
    }

    @Override
    S2iMethod method() {
        return S2iMethod.RUN;
    }

    @Override
    String noShell() {
        return "no such file or directory";
    }

    @AfterEach
    void nothingIsLeft() throws Exception {
        RunDaemon.DOCKER20.awaitNothingLeft();
    }
}
