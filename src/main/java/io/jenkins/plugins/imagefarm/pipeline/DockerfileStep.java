package io.jenkins.plugins.imagefarm.pipeline;

import edu.umd.cs.findbugs.annotations.CheckForNull;
import edu.umd.cs.findbugs.annotations.NonNull;
import hudson.Util;
import io.jenkins.plugins.imagefarm.engine.api.Call;
import io.jenkins.plugins.imagefarm.engine.api.Problem;
import io.jenkins.plugins.imagefarm.engine.api.ProblemException;
import io.jenkins.plugins.imagefarm.engine.api.Source;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.kohsuke.stapler.DataBoundSetter;

/** The parameters of steps that build from a folder and a Dockerfile. */
public abstract class DockerfileStep extends ImageStep {
    private static final long serialVersionUID = 1L;

    private static final String DEFAULT_CONTEXT = ".";

    private String context = DEFAULT_CONTEXT;
    private List<String> contexts = new ArrayList<>();
    private String dockerfile;
    private String dockerfileText;
    private String call;
    private String target;
    private List<String> buildArgs = new ArrayList<>();
    private List<String> ssh = new ArrayList<>();
    private List<String> noCacheFilter = new ArrayList<>();

    @NonNull
    public String getContext() {
        return context;
    }

    @DataBoundSetter
    public void setContext(@CheckForNull String context) {
        String given = Util.fixEmptyAndTrim(context);
        this.context = given == null ? DEFAULT_CONTEXT : given;
    }

    /** Further contexts by name. */
    @NonNull
    public List<String> getContexts() {
        return contexts;
    }

    @DataBoundSetter
    public void setContexts(@CheckForNull List<String> contexts) {
        this.contexts = copy(contexts);
    }

    @CheckForNull
    public String getDockerfile() {
        return dockerfile;
    }

    @DataBoundSetter
    public void setDockerfile(@CheckForNull String dockerfile) {
        this.dockerfile = Util.fixEmptyAndTrim(dockerfile);
    }

    @CheckForNull
    public String getDockerfileText() {
        return dockerfileText;
    }

    @DataBoundSetter
    public void setDockerfileText(@CheckForNull String dockerfileText) {
        this.dockerfileText = Util.fixEmptyAndTrim(dockerfileText) == null ? null : dockerfileText;
    }

    /** What is wanted of the Dockerfile, if it is not to be built. */
    @CheckForNull
    public String getCall() {
        return call;
    }

    @DataBoundSetter
    public void setCall(@CheckForNull String call) {
        this.call = Util.fixEmptyAndTrim(call);
    }

    @CheckForNull
    public String getTarget() {
        return target;
    }

    @DataBoundSetter
    public void setTarget(@CheckForNull String target) {
        this.target = Util.fixEmptyAndTrim(target);
    }

    @NonNull
    public List<String> getBuildArgs() {
        return buildArgs;
    }

    @DataBoundSetter
    public void setBuildArgs(@CheckForNull List<String> buildArgs) {
        this.buildArgs = copy(buildArgs);
    }

    /** Ids of SSH keys that steps may use, each with the id of its credentials. */
    @NonNull
    public List<String> getSsh() {
        return ssh;
    }

    @DataBoundSetter
    public void setSsh(@CheckForNull List<String> ssh) {
        this.ssh = copy(ssh);
    }

    /** Stages whose steps run again. */
    @NonNull
    public List<String> getNoCacheFilter() {
        return noCacheFilter;
    }

    @DataBoundSetter
    public void setNoCacheFilter(@CheckForNull List<String> noCacheFilter) {
        this.noCacheFilter = copy(noCacheFilter);
    }

    @Override
    protected Object readResolve() {
        contexts = copy(contexts);
        ssh = copy(ssh);
        noCacheFilter = copy(noCacheFilter);
        return super.readResolve();
    }

    @Override
    final NamedFolder folder() {
        return new NamedFolder("context", context);
    }

    @Override
    final Material material(StepFiles files, StepValues values) {
        return new Material(
                source(files, values)
                        .with(NamedContexts.parse(
                                values.texts(contexts), folder -> values.paths().resolve("contexts", folder))),
                null,
                call == null ? Call.BUILD : Call.of(values.text(call)),
                values.text(target),
                KeyValues.parse("buildArgs", values.texts(buildArgs)),
                values.words(noCacheFilter));
    }

    @Override
    Map<String, String> sshKeys(StepValues values) {
        return KeyValues.parse("ssh", values.texts(ssh));
    }

    private Source source(StepFiles files, StepValues values) {
        String file = values.text(dockerfile);
        if (file != null && dockerfileText != null) {
            throw new ProblemException(Problem.user(Messages.ImageBuildStep_twoDockerfiles(), ""));
        }
        boolean inRepository = file == null || files.git() != null;
        return new Source(
                files.folder(),
                inRepository ? file : values.paths().resolve("dockerfile", files.folder(), file),
                dockerfileText,
                files.git());
    }
}
