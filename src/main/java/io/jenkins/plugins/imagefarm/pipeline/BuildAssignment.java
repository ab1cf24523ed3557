package io.jenkins.plugins.imagefarm.pipeline;

import hudson.AbortException;
import hudson.model.Failure;
import hudson.model.Run;
import io.jenkins.plugins.imagefarm.config.BuildSecrets;
import io.jenkins.plugins.imagefarm.config.BuilderAddress;
import io.jenkins.plugins.imagefarm.config.ImageFarmConfiguration;
import io.jenkins.plugins.imagefarm.config.RegistryLogins;
import io.jenkins.plugins.imagefarm.engine.api.BuildRequest;
import io.jenkins.plugins.imagefarm.engine.api.Builder;
import io.jenkins.plugins.imagefarm.engine.api.Destination;
import io.jenkins.plugins.imagefarm.engine.api.ImageReference;
import io.jenkins.plugins.imagefarm.engine.api.Output;
import io.jenkins.plugins.imagefarm.engine.api.Platform;
import io.jenkins.plugins.imagefarm.engine.api.Problem;
import io.jenkins.plugins.imagefarm.engine.api.ProblemException;
import io.jenkins.plugins.imagefarm.engine.api.ProgressStyle;
import io.jenkins.plugins.imagefarm.engine.api.Recipe;
import io.jenkins.plugins.imagefarm.engine.api.Secrets;
import io.jenkins.plugins.imagefarm.engine.api.Source;
import io.jenkins.plugins.imagefarm.launch.Assignment;
import io.jenkins.plugins.imagefarm.launch.BuildPlace;
import java.io.IOException;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.UnaryOperator;
import jenkins.security.HMACConfidentialKey;

/** Makes of a step's parameters what an engine is given. */
public final class BuildAssignment {
    /**
     * Keys the context's folder on the builder. Who knew that key could put files of their own in the place of those that were
     * sent before, so it can be told by this Jenkins only.
     */
    private static final HMACConfidentialKey SHARED_KEY =
            new HMACConfidentialKey(BuildAssignment.class, "sharedKey", 16);

    private final ImageBuildStep step;
    private final BuildPlace place;
    private final String id;
    private final UnaryOperator<String> expand;
    private final WorkspacePaths paths;

    /**
     * @param id names the build
     * @param expand replaces variables
     */
    public BuildAssignment(ImageBuildStep step, BuildPlace place, String id, UnaryOperator<String> expand) {
        this.step = step;
        this.place = place;
        this.id = id;
        this.expand = expand;
        this.paths = new WorkspacePaths(place.workspace(), place.directory());
    }

    /**
     * Checks all that can be checked without waiting for anything.
     *
     * @throws AbortException saying what is wrong
     */
    public void check() throws AbortException {
        try {
            request("");
            timeout();
            KeyValues.parse("secrets", expand(step.getSecrets()));
        } catch (ProblemException e) {
            throw new AbortException(e.problem().toString());
        } catch (Failure e) {
            throw new AbortException(e.getMessage());
        }
    }

    /** How long the build may take. */
    public Duration timeout() {
        return Timeouts.parse(expand(step.getTimeout()));
    }

    /** Looks credentials up for that run, so this may take its time. */
    public Assignment resolve(Run<?, ?> run) throws IOException {
        check();
        BuildRequest request = request(SHARED_KEY.mac(place.node() + "\n" + context()));
        List<String> hosts = request.destination().tags().stream()
                .map(ImageReference::registry)
                .distinct()
                .toList();
        return new Assignment(
                request,
                new Secrets(
                        RegistryLogins.resolve(run, expand(step.getCredentialsId()), hosts, step.getRegistries()),
                        BuildSecrets.resolve(run, KeyValues.parse("secrets", expand(step.getSecrets())))));
    }

    private BuildRequest request(String sharedKey) {
        return new BuildRequest(
                id,
                sharedKey,
                source(),
                recipe(),
                destination(),
                new Builder(builder()),
                RegistryLogins.registries(),
                progress(),
                retries());
    }

    private Source source() {
        String dockerfile = expand(step.getDockerfile());
        if (dockerfile != null && step.getDockerfileText() != null) {
            throw new ProblemException(Problem.user(Messages.ImageBuildStep_twoDockerfiles(), ""));
        }
        return new Source(
                context(),
                dockerfile == null ? null : paths.resolve("dockerfile", context(), dockerfile),
                step.getDockerfileText());
    }

    private String context() {
        return paths.resolve("context", expand(step.getContext()));
    }

    private Recipe recipe() {
        return new Recipe(
                expand(step.getTarget()),
                KeyValues.parse("buildArgs", expand(step.getBuildArgs())),
                KeyValues.parse("labels", expand(step.getLabels())),
                names(step.getPlatforms()).stream().map(Platform::valueOf).toList(),
                step.isNoCache(),
                step.isPull(),
                attestations());
    }

    private Map<String, String> attestations() {
        Map<String, String> attestations = new HashMap<>();
        attest(attestations, "provenance", expand(step.getProvenance()));
        attest(attestations, "sbom", expand(step.getSbom()));
        return attestations;
    }

    /** As buildx: true asks for one, false does not, all else asks for one with these parameters. */
    private static void attest(Map<String, String> attestations, String name, String value) {
        if (value != null && !value.equals("false")) {
            attestations.put(name, value.equals("true") ? "" : value);
        }
    }

    private Destination destination() {
        List<String> names = names(step.getTags());
        List<ImageReference> tags = names.stream().map(ImageReference::valueOf).toList();
        Boolean push = step.getPush();
        return new Destination(
                tags,
                push == null ? isPushedUnasked(names, tags) : push,
                names(step.getOutputs()).stream().map(this::output).toList(),
                file("metadataFile", step.getMetadataFile()),
                file("iidFile", step.getIidFile()));
    }

    /** Names with a registry that is configured, or has credentials here, are there to be pushed. */
    private boolean isPushedUnasked(List<String> names, List<ImageReference> tags) {
        if (tags.isEmpty()) {
            return false;
        }
        for (int i = 0; i < tags.size(); i++) {
            String host = tags.get(i).registry();
            if (!names.get(i).toLowerCase(Locale.ROOT).startsWith(host.toLowerCase(Locale.ROOT) + "/")
                    || !isKnown(host)) {
                return false;
            }
        }
        return true;
    }

    private boolean isKnown(String host) {
        return step.getCredentialsId() != null
                || step.getRegistries().stream()
                        .anyMatch(registry -> registry.getHost().equalsIgnoreCase(host))
                || ImageFarmConfiguration.get().findRegistry(host).isPresent();
    }

    private Output output(String text) {
        Output output = Output.valueOf(text);
        return output.dest() == null
                ? output
                : new Output(output.type(), paths.resolve("outputs", output.dest()), output.attributes());
    }

    private String file(String parameter, String path) {
        return path == null ? null : paths.resolve(parameter, expand(path));
    }

    private String builder() {
        String own = expand(step.getBuilder());
        return BuilderAddress.parse(own == null ? ImageFarmConfiguration.get().getDefaultBuilder() : own);
    }

    private ProgressStyle progress() {
        return Progress.parse(expand(step.getProgress()));
    }

    private int retries() {
        if (step.getRetries() < 0) {
            throw new ProblemException(Problem.user("retries is " + step.getRetries(), "Give 0 or more."));
        }
        return step.getRetries();
    }

    private String expand(String text) {
        return text == null ? null : expand.apply(text);
    }

    private List<String> names(List<String> texts) {
        return expand(texts).stream().map(String::strip).toList();
    }

    private List<String> expand(List<String> texts) {
        return texts.stream().map(expand).filter(text -> !text.isBlank()).toList();
    }
}
