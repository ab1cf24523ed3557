package io.jenkins.plugins.imagefarm.engine.farm;

import io.jenkins.plugins.imagefarm.engine.api.BuildAnswer;
import io.jenkins.plugins.imagefarm.engine.api.BuildRequest;
import io.jenkins.plugins.imagefarm.engine.api.NodeReport;
import io.jenkins.plugins.imagefarm.engine.api.Secrets;
import java.util.List;
import java.util.function.Consumer;

/** Whoever keeps the slots of nodes. */
@FunctionalInterface
public interface Dispatchers {
    /**
     * @param request has a farm
     * @param reports what its nodes said of themselves
     * @param answers gets every answer
     */
    Dispatcher open(BuildRequest request, Secrets secrets, List<NodeReport> reports, Consumer<BuildAnswer> answers);
}
