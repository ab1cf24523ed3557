package io.jenkins.plugins.imagefarm.engine.s2i;

import io.jenkins.plugins.imagefarm.engine.api.Destination;
import io.jenkins.plugins.imagefarm.engine.build.Outcome;

/** How plans are carried out. */
interface Method {
    /**
     * @param saved where the image goes in which the application is assembled for another one; null if it goes nowhere
     * @throws NotSavedException if the image before cannot save, which is no failure of the build
     * @throws S2iFailure if it failed
     */
    Outcome carryOut(S2iPlan plan, Destination saved) throws InterruptedException, NotSavedException;
}
