package io.jenkins.plugins.imagefarm.launch;

import hudson.model.TaskListener;
import io.jenkins.plugins.imagefarm.engine.api.BuildAnswer;
import io.jenkins.plugins.imagefarm.engine.api.BuildEvent;
import io.jenkins.plugins.imagefarm.engine.api.BuildRequest;
import io.jenkins.plugins.imagefarm.engine.wire.Wire;
import java.io.IOException;
import java.util.List;
import java.util.Objects;

/**
 * What an engine and the {@link FarmDesk} have to say to each other in one session, carried by the {@link Look}s that are sent
 * anyway. Only a build on a farm says anything.
 */
final class EngineTalk {
    private final FarmDesk desk;

    /** What is built; null until the first look has brought it. */
    private BuildRequest request;

    private long events;

    /** How many answers the engine certainly has. */
    private int arrived;

    /** How many answers go with the look that is under way. */
    private int sent;

    private String shown = "";

    EngineTalk(FarmDesk desk) {
        this.desk = desk;
    }

    void begin(BuildRequest given) {
        desk.begin(given);
    }

    BuildRequest request() {
        return Objects.requireNonNull(request, "a look that found anything has brought the request");
    }

    /** Whether the engine asks and is answered; not known before the first look. */
    boolean isForFarm() {
        return request != null && request.farm() != null;
    }

    Look.Seen seen(long console, long kept) {
        return new Look.Seen(console, request == null || isForFarm() ? events : -1, kept, request != null);
    }

    /** Whether there are answers that the engine should have as soon as possible. */
    boolean hasAnswers() {
        return isForFarm() && desk.answers().size() > arrived;
    }

    /** Answers for the next look: those that may not have arrived. */
    List<String> answers() {
        List<BuildAnswer> all = isForFarm() ? desk.answers() : List.of();
        sent = all.size();
        return all.stream().skip(arrived).map(Wire::write).toList();
    }

    void hear(Look.Reply reply) throws IOException {
        if (!reply.there()) {
            return;
        }
        arrived = sent;
        if (request == null && reply.request() != null) {
            request = Wire.read(reply.request(), BuildRequest.class);
            desk.take(request);
        }
        events = reply.events().offset();
        if (isForFarm()) {
            for (String event : reply.events().events()) {
                desk.tell(Wire.read(event, BuildEvent.class));
            }
        }
    }

    /** Prints a line when that has changed. */
    void sayWhyItWaits(TaskListener listener) throws IOException {
        String waiting = desk.waiting();
        if (!waiting.equals(shown)) {
            shown = waiting;
            if (!waiting.isEmpty()) {
                OwnLine.print(listener, "Waiting for a slot: " + waiting);
            }
        }
    }
}
