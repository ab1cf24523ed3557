package io.jenkins.plugins.imagefarm.run;

import io.jenkins.plugins.imagefarm.engine.api.BuildRequest;
import io.jenkins.plugins.imagefarm.engine.api.Destination;
import java.util.ArrayList;
import java.util.List;

/** An image build that has a page, as it is kept with the run before there is an {@link ImageBuildRecord} of it. */
final class BegunBuild {
    private final String stepId;
    private final List<String> names;

    private BegunBuild(String stepId, List<String> names) {
        this.stepId = stepId;
        this.names = names;
    }

    /** The image goes by its tags, or its repositories if those come with its commit. */
    static BegunBuild of(String stepId, BuildRequest request) {
        Destination destination = request.destination();
        List<String> names = new ArrayList<>(); // as XStream writes it without telling the class
        (destination.tags().isEmpty() ? destination.repositories() : destination.tags())
                .forEach(name -> names.add(name.toString()));
        return new BegunBuild(stepId, names);
    }

    String stepId() {
        return stepId;
    }

    /** Of the image; may be none. */
    List<String> names() {
        return names == null ? List.of() : names;
    }
}
