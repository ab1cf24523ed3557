package io.jenkins.plugins.imagefarm.engine.s2i;

import io.jenkins.plugins.imagefarm.engine.api.BuildRequest;
import io.jenkins.plugins.imagefarm.engine.api.Destination;
import io.jenkins.plugins.imagefarm.engine.api.S2iContainer;
import io.jenkins.plugins.imagefarm.engine.build.Outcome;

/**
 * The method run: scripts run in containers of the images.
 *
 * @param rights of the container that assembles
 */
record ContainerMethod(FolderRequests requests, S2iContainer rights, Tries tries, S2iRun.Builders builders)
        implements Method {
    @Override
    public Outcome carryOut(S2iPlan plan, Destination saved) throws InterruptedException, NotSavedException {
        ContainerPlan inContainers = new ContainerPlan(plan, requests.folder(), saved, requests.labels(), rights);
        BuildRequest image = requests.unlabelled();
        return tries.run(plan, attempt -> builders.build(inContainers, image, attempt));
    }
}
