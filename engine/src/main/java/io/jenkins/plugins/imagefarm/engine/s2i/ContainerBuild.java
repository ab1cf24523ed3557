package io.jenkins.plugins.imagefarm.engine.s2i;

import io.jenkins.plugins.imagefarm.engine.api.BuildRequest;
import io.jenkins.plugins.imagefarm.engine.api.Secrets;
import io.jenkins.plugins.imagefarm.engine.build.BuildEngine;
import io.jenkins.plugins.imagefarm.engine.build.BuildReporter;
import io.jenkins.plugins.imagefarm.engine.build.Cancellation;
import io.jenkins.plugins.imagefarm.engine.build.Outcome;
import io.jenkins.plugins.imagefarm.engine.buildkit.progress.ProgressReport;
import io.jenkins.plugins.imagefarm.engine.container.ContainerHosts;
import io.jenkins.plugins.imagefarm.engine.container.Containers;

/** Carries one plan out in containers. */
record ContainerBuild(ContainerHosts hosts, ContainerPlan plan) implements BuildEngine {
    @Override
    public Outcome build(BuildRequest request, Secrets secrets, BuildReporter reporter, Cancellation cancellation) {
        try (Containers containers = hosts.open(request, secrets, reporter, cancellation);
                ProgressReport progress = new ProgressReport(reporter)) {
            reporter.builder(containers.toString());
            return new ContainerTry(request, secrets, plan, containers, new ContainerSteps(progress::on), cancellation)
                    .run();
        }
    }
}
