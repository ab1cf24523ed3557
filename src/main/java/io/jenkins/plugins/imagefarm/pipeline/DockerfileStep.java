package io.jenkins.plugins.imagefarm.pipeline;

import edu.umd.cs.findbugs.annotations.CheckForNull;
import edu.umd.cs.findbugs.annotations.NonNull;
import hudson.Util;
import io.jenkins.plugins.imagefarm.config.GitRepository;
import io.jenkins.plugins.imagefarm.engine.api.FarmRules;
import java.util.ArrayList;
import java.util.List;
import java.util.function.UnaryOperator;
import org.jenkinsci.plugins.workflow.steps.StepContext;
import org.jenkinsci.plugins.workflow.steps.StepExecution;
import org.kohsuke.stapler.DataBoundSetter;

/**
 * The parameters of steps that build from a folder, of the workspace or of a Git repository, and a Dockerfile, on one builder or on nodes of a farm; which of
 * both the step itself decides.
 */
public abstract class DockerfileStep extends ImageStep {
    private static final long serialVersionUID = 1L;

    private static final String DEFAULT_CONTEXT = ".";

    private String context = DEFAULT_CONTEXT;
    private GitRepository git;
    private String githubRepo;
    private boolean tagWithCommit;
    private List<String> contexts = new ArrayList<>();
    private String dockerfile;
    private String dockerfileText;
    private String target;
    private List<String> buildArgs = new ArrayList<>();
    private List<String> ssh = new ArrayList<>();
    private boolean noCache;
    private List<String> noCacheFilter = new ArrayList<>();
    private boolean pull;
    private List<String> cacheFrom = new ArrayList<>();
    private List<String> cacheTo = new ArrayList<>();
    private String farm;
    private List<String> resources = new ArrayList<>();
    private String podYaml;

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

    /** Where the files come from, and how; null for the workspace, or if nothing has to be said besides the repository's name. */
    @CheckForNull
    public GitRepository getGit() {
        return git;
    }

    @DataBoundSetter
    public void setGit(@CheckForNull GitRepository git) {
        this.git = git;
    }

    /** In short for a repository on GitHub: {@code org/name}. */
    @CheckForNull
    public String getGithubRepo() {
        return githubRepo;
    }

    @DataBoundSetter
    public void setGithubRepo(@CheckForNull String githubRepo) {
        this.githubRepo = Util.fixEmptyAndTrim(githubRepo);
    }

    /** Whether the commit is a further tag. */
    public boolean isTagWithCommit() {
        return tagWithCommit;
    }

    @DataBoundSetter
    public void setTagWithCommit(boolean tagWithCommit) {
        this.tagWithCommit = tagWithCommit;
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

    public boolean isNoCache() {
        return noCache;
    }

    @DataBoundSetter
    public void setNoCache(boolean noCache) {
        this.noCache = noCache;
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

    public boolean isPull() {
        return pull;
    }

    @DataBoundSetter
    public void setPull(boolean pull) {
        this.pull = pull;
    }

    /** Where layers may come from, as buildx writes it. */
    @NonNull
    public List<String> getCacheFrom() {
        return cacheFrom;
    }

    @DataBoundSetter
    public void setCacheFrom(@CheckForNull List<String> cacheFrom) {
        this.cacheFrom = copy(cacheFrom);
    }

    /** Where layers go, as buildx writes it. */
    @NonNull
    public List<String> getCacheTo() {
        return cacheTo;
    }

    @DataBoundSetter
    public void setCacheTo(@CheckForNull List<String> cacheTo) {
        this.cacheTo = copy(cacheTo);
    }

    /** The farm that is named; null if none is. */
    @CheckForNull
    public String getFarm() {
        return farm;
    }

    @DataBoundSetter
    public void setFarm(@CheckForNull String farm) {
        this.farm = Util.fixEmptyAndTrim(farm);
    }

    /** What the build's pods get, instead of what their node says. */
    @NonNull
    public List<String> getResources() {
        return resources;
    }

    @DataBoundSetter
    public void setResources(@CheckForNull List<String> resources) {
        this.resources = copy(resources);
    }

    /** YAML that is merged over that of the build's pods. */
    @CheckForNull
    public String getPodYaml() {
        return podYaml;
    }

    @DataBoundSetter
    public void setPodYaml(@CheckForNull String podYaml) {
        this.podYaml = Util.fixEmptyAndTrim(podYaml) == null ? null : podYaml;
    }

    @Override
    protected Object readResolve() {
        resources = copy(resources);
        contexts = copy(contexts);
        ssh = copy(ssh);
        noCacheFilter = copy(noCacheFilter);
        cacheFrom = copy(cacheFrom);
        cacheTo = copy(cacheTo);
        return super.readResolve();
    }

    /** Whether it is built on nodes of a farm rather than on one builder. */
    abstract boolean isOnFarm();

    /** Whether the result tells of each platform what became of it. */
    abstract boolean returnsParts();

    /** The one builder: its address, or the name of a node; null for the configured one. */
    @CheckForNull
    abstract String builderNamed();

    /** The nodes that are named, instead of a farm. */
    abstract List<String> nodeNames();

    /** Whether the builder beside the agent is one of the nodes. */
    abstract boolean hasLocalNode();

    /**
     * How nodes are chosen.
     *
     * @param expand replaces variables
     * @throws io.jenkins.plugins.imagefarm.engine.api.ProblemException if a parameter has no meaning
     */
    abstract FarmRules farmRules(UnaryOperator<String> expand);

    @Override
    public final StepExecution start(StepContext context) {
        return new ImageBuildExecution(context, this);
    }
}
