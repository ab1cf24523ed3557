package io.jenkins.plugins.imagefarm.engine.farm;

import io.jenkins.plugins.imagefarm.engine.api.BuildAnswer;
import io.jenkins.plugins.imagefarm.engine.api.BuildRequest;
import io.jenkins.plugins.imagefarm.engine.api.NodeReport;
import io.jenkins.plugins.imagefarm.engine.api.Platform;
import io.jenkins.plugins.imagefarm.engine.api.Secrets;
import io.jenkins.plugins.imagefarm.engine.plan.Answer;
import io.jenkins.plugins.imagefarm.engine.plan.SlotBook;
import io.jenkins.plugins.imagefarm.engine.plan.Wish;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;

/** Keeps the slots itself, for the builds of this process: nobody else is there who could. */
public final class LocalSlots implements Dispatchers {
    private final SlotBook book = new SlotBook(List.of());
    private final Map<String, Consumer<BuildAnswer>> builds = new HashMap<>();

    @Override
    public Dispatcher open(
            BuildRequest request, Secrets secrets, List<NodeReport> reports, Consumer<BuildAnswer> answers) {
        synchronized (this) {
            builds.put(request.id(), answers);
        }
        return new OfBuild(Planning.of(request, secrets, reports));
    }

    private void dispatch() {
        for (Answer answer : book.dispatch(node -> null, System.currentTimeMillis())) {
            builds.getOrDefault(answer.build(), unused -> {}).accept(answer.placement());
        }
    }

    private final class OfBuild implements Dispatcher {
        private final Planning planning;
        private final String build;

        OfBuild(Planning planning) {
            this.planning = planning;
            this.build = planning.request().id();
        }

        @Override
        public void want(int round, List<Platform> platforms, Map<String, String> excluded) {
            synchronized (LocalSlots.this) {
                book.want(new Wish(
                        build,
                        round,
                        planning.wish(platforms, excluded),
                        planning.candidates(),
                        System.currentTimeMillis()));
                dispatch();
            }
        }

        @Override
        public void ended(int id) {
            synchronized (LocalSlots.this) {
                book.ended(build, id);
                dispatch();
            }
        }

        @Override
        public void close() {
            synchronized (LocalSlots.this) {
                builds.remove(build);
                book.leave(build);
                dispatch();
            }
        }
    }
}
