package io.jenkins.plugins.imagefarm.pipeline;

import edu.umd.cs.findbugs.annotations.CheckForNull;
import edu.umd.cs.findbugs.annotations.NonNull;
import hudson.Util;
import io.jenkins.plugins.imagefarm.config.GitRepository;
import io.jenkins.plugins.imagefarm.config.RegistryLogin;
import io.jenkins.plugins.imagefarm.engine.api.FarmRules;
import java.io.Serializable;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jenkinsci.plugins.workflow.steps.Step;
import org.jenkinsci.plugins.workflow.steps.StepContext;
import org.jenkinsci.plugins.workflow.steps.StepExecution;
import org.kohsuke.stapler.DataBoundSetter;

/**
 * The parameters that every step which makes an image has: whether its files are in a Git repository, what the image is called and
 * where it goes, where it is built, with which logins, secrets and caches, and how long that may take.
 *
 * <p>Values are kept as they were given, and judged when a build starts, because in a freestyle job they may hold variables.
 * Lists of pairs hold {@code NAME=VALUE}. Only ids of credentials are ever kept.
 */
public abstract class ImageStep extends Step implements Serializable {
    private static final long serialVersionUID = 1L;

    static final String DEFAULT_TIMEOUT = "30m";
    static final int DEFAULT_RETRIES = 2;
    static final String DEFAULT_RETRY_DELAY = "1s";
    static final String DEFAULT_PROGRESS = "plain";

    private GitRepository git;
    private String githubRepo;
    private boolean tagWithCommit;
    private List<String> repositories = new ArrayList<>();
    private List<String> tags = new ArrayList<>();
    private List<String> platforms = new ArrayList<>();
    private List<String> labels = new ArrayList<>();
    private List<String> annotations = new ArrayList<>();
    private String format;
    private Boolean push;
    private boolean skipIfExists;
    private List<String> outputs = new ArrayList<>();
    private String metadataFile;
    private String iidFile;
    private String provenance;
    private String sbom;
    private List<String> attest = new ArrayList<>();
    private String sourceDateEpoch;
    private boolean rewriteTimestamp;
    private String network;
    private List<String> addHosts = new ArrayList<>();
    private String shmSize;
    private List<String> ulimits = new ArrayList<>();
    private List<String> allow = new ArrayList<>();
    private List<String> secrets = new ArrayList<>();
    private String credentialsId;
    private List<RegistryLogin> registries = new ArrayList<>();
    private String timeout = DEFAULT_TIMEOUT;
    private String startTimeout;
    private String noOutputTimeout;
    private int retries = DEFAULT_RETRIES;
    private String retryDelay = DEFAULT_RETRY_DELAY;
    private String progress = DEFAULT_PROGRESS;
    private boolean returnResult;
    private boolean detached;
    private boolean noCache;
    private boolean pull;
    private String cache;
    private List<String> cacheFrom = new ArrayList<>();
    private List<String> cacheTo = new ArrayList<>();
    private String farm;
    private List<String> resources = new ArrayList<>();
    private String podYaml;

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

    /** Those in which it gets every tag that is no name in full. */
    @NonNull
    public List<String> getRepositories() {
        return repositories;
    }

    @DataBoundSetter
    public void setRepositories(@CheckForNull List<String> repositories) {
        this.repositories = copy(repositories);
    }

    /** Names in full, or with {@link #getRepositories} tags alone. */
    @NonNull
    public List<String> getTags() {
        return tags;
    }

    @DataBoundSetter
    public void setTags(@CheckForNull List<String> tags) {
        this.tags = copy(tags);
    }

    @NonNull
    public List<String> getPlatforms() {
        return platforms;
    }

    @DataBoundSetter
    public void setPlatforms(@CheckForNull List<String> platforms) {
        this.platforms = copy(platforms);
    }

    @NonNull
    public List<String> getLabels() {
        return labels;
    }

    @DataBoundSetter
    public void setLabels(@CheckForNull List<String> labels) {
        this.labels = copy(labels);
    }

    /** Of the manifest and, if there is one, the index. */
    @NonNull
    public List<String> getAnnotations() {
        return annotations;
    }

    @DataBoundSetter
    public void setAnnotations(@CheckForNull List<String> annotations) {
        this.annotations = copy(annotations);
    }

    /** Null for what the builder makes. */
    @CheckForNull
    public String getFormat() {
        return format;
    }

    @DataBoundSetter
    public void setFormat(@CheckForNull String format) {
        this.format = Util.fixEmptyAndTrim(format);
    }

    /** Null to push when the registries of all names are configured or have credentials. */
    @CheckForNull
    public Boolean getPush() {
        return push;
    }

    @DataBoundSetter
    public void setPush(@CheckForNull Boolean push) {
        this.push = push;
    }

    /** Whether nothing is built if the image is pushed, and all its names are there already. */
    public boolean isSkipIfExists() {
        return skipIfExists;
    }

    @DataBoundSetter
    public void setSkipIfExists(boolean skipIfExists) {
        this.skipIfExists = skipIfExists;
    }

    @NonNull
    public List<String> getOutputs() {
        return outputs;
    }

    @DataBoundSetter
    public void setOutputs(@CheckForNull List<String> outputs) {
        this.outputs = copy(outputs);
    }

    @CheckForNull
    public String getMetadataFile() {
        return metadataFile;
    }

    @DataBoundSetter
    public void setMetadataFile(@CheckForNull String metadataFile) {
        this.metadataFile = Util.fixEmptyAndTrim(metadataFile);
    }

    @CheckForNull
    public String getIidFile() {
        return iidFile;
    }

    @DataBoundSetter
    public void setIidFile(@CheckForNull String iidFile) {
        this.iidFile = Util.fixEmptyAndTrim(iidFile);
    }

    @CheckForNull
    public String getProvenance() {
        return provenance;
    }

    @DataBoundSetter
    public void setProvenance(@CheckForNull String provenance) {
        this.provenance = Util.fixEmptyAndTrim(provenance);
    }

    @CheckForNull
    public String getSbom() {
        return sbom;
    }

    @DataBoundSetter
    public void setSbom(@CheckForNull String sbom) {
        this.sbom = Util.fixEmptyAndTrim(sbom);
    }

    /** Attestations in buildx's form. */
    @NonNull
    public List<String> getAttest() {
        return attest;
    }

    @DataBoundSetter
    public void setAttest(@CheckForNull List<String> attest) {
        this.attest = copy(attest);
    }

    /** When the image says that it was made; null for when it is. */
    @CheckForNull
    public String getSourceDateEpoch() {
        return sourceDateEpoch;
    }

    @DataBoundSetter
    public void setSourceDateEpoch(@CheckForNull String sourceDateEpoch) {
        this.sourceDateEpoch = Util.fixEmptyAndTrim(sourceDateEpoch);
    }

    /** Whether files in the layers are no newer than that. */
    public boolean isRewriteTimestamp() {
        return rewriteTimestamp;
    }

    @DataBoundSetter
    public void setRewriteTimestamp(boolean rewriteTimestamp) {
        this.rewriteTimestamp = rewriteTimestamp;
    }

    /** That of RUN instructions; null for what the builder gives them. */
    @CheckForNull
    public String getNetwork() {
        return network;
    }

    @DataBoundSetter
    public void setNetwork(@CheckForNull String network) {
        this.network = Util.fixEmptyAndTrim(network);
    }

    /** Names of hosts, each with its address. */
    @NonNull
    public List<String> getAddHosts() {
        return addHosts;
    }

    @DataBoundSetter
    public void setAddHosts(@CheckForNull List<String> addHosts) {
        this.addHosts = copy(addHosts);
    }

    /** The size of {@code /dev/shm}; null for what the builder gives. */
    @CheckForNull
    public String getShmSize() {
        return shmSize;
    }

    @DataBoundSetter
    public void setShmSize(@CheckForNull String shmSize) {
        this.shmSize = Util.fixEmptyAndTrim(shmSize);
    }

    /** Limits of processes, each with its value. */
    @NonNull
    public List<String> getUlimits() {
        return ulimits;
    }

    @DataBoundSetter
    public void setUlimits(@CheckForNull List<String> ulimits) {
        this.ulimits = copy(ulimits);
    }

    /** Entitlements that the build may use, if an administrator permits them. */
    @NonNull
    public List<String> getAllow() {
        return allow;
    }

    @DataBoundSetter
    public void setAllow(@CheckForNull List<String> allow) {
        this.allow = copy(allow);
    }

    /** Ids of secrets, each with the id of its credentials. */
    @NonNull
    public List<String> getSecrets() {
        return secrets;
    }

    @DataBoundSetter
    public void setSecrets(@CheckForNull List<String> secrets) {
        this.secrets = copy(secrets);
    }

    @CheckForNull
    public String getCredentialsId() {
        return credentialsId;
    }

    @DataBoundSetter
    public void setCredentialsId(@CheckForNull String credentialsId) {
        this.credentialsId = Util.fixEmptyAndTrim(credentialsId);
    }

    @NonNull
    public List<RegistryLogin> getRegistries() {
        return registries;
    }

    @DataBoundSetter
    public void setRegistries(@CheckForNull List<RegistryLogin> registries) {
        this.registries = copy(registries);
    }

    @NonNull
    public String getTimeout() {
        return timeout;
    }

    @DataBoundSetter
    public void setTimeout(@CheckForNull String timeout) {
        String given = Util.fixEmptyAndTrim(timeout);
        this.timeout = given == null ? DEFAULT_TIMEOUT : given;
    }

    /** For the build to get its builder; null for as long as the timeout leaves it. */
    @CheckForNull
    public String getStartTimeout() {
        return startTimeout;
    }

    @DataBoundSetter
    public void setStartTimeout(@CheckForNull String startTimeout) {
        this.startTimeout = Util.fixEmptyAndTrim(startTimeout);
    }

    /** For the build to put out something; null for as long as the timeout leaves it. */
    @CheckForNull
    public String getNoOutputTimeout() {
        return noOutputTimeout;
    }

    @DataBoundSetter
    public void setNoOutputTimeout(@CheckForNull String noOutputTimeout) {
        this.noOutputTimeout = Util.fixEmptyAndTrim(noOutputTimeout);
    }

    public int getRetries() {
        return retries;
    }

    @DataBoundSetter
    public void setRetries(int retries) {
        this.retries = retries;
    }

    /** The pause before the first further try. */
    @NonNull
    public String getRetryDelay() {
        return retryDelay;
    }

    @DataBoundSetter
    public void setRetryDelay(@CheckForNull String retryDelay) {
        this.retryDelay = Util.fixNull(Util.fixEmptyAndTrim(retryDelay), DEFAULT_RETRY_DELAY);
    }

    @NonNull
    public String getProgress() {
        return progress;
    }

    @DataBoundSetter
    public void setProgress(@CheckForNull String progress) {
        String given = Util.fixEmptyAndTrim(progress);
        this.progress = given == null ? DEFAULT_PROGRESS : given;
    }

    public boolean isReturnResult() {
        return returnResult;
    }

    @DataBoundSetter
    public void setReturnResult(boolean returnResult) {
        this.returnResult = returnResult;
    }

    /** Whether a Pipeline waits for the build; the build of a freestyle job is always waited for. */
    public boolean isWait() {
        return !detached;
    }

    @DataBoundSetter
    public void setWait(boolean wait) {
        this.detached = !wait;
    }

    public boolean isNoCache() {
        return noCache;
    }

    @DataBoundSetter
    public void setNoCache(boolean noCache) {
        this.noCache = noCache;
    }

    public boolean isPull() {
        return pull;
    }

    @DataBoundSetter
    public void setPull(boolean pull) {
        this.pull = pull;
    }

    /** In short for {@code cacheFrom} and {@code cacheTo}: a type, or a type with its fields; null for none. */
    @CheckForNull
    public String getCache() {
        return cache;
    }

    @DataBoundSetter
    public void setCache(@CheckForNull String cache) {
        this.cache = Util.fixEmptyAndTrim(cache);
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

    /** Fields that a job's configuration of another version does not have. */
    protected Object readResolve() {
        repositories = copy(repositories);
        annotations = copy(annotations);
        attest = copy(attest);
        addHosts = copy(addHosts);
        ulimits = copy(ulimits);
        allow = copy(allow);
        resources = copy(resources);
        cacheFrom = copy(cacheFrom);
        cacheTo = copy(cacheTo);
        retryDelay = Util.fixNull(retryDelay, DEFAULT_RETRY_DELAY);
        return this;
    }

    /** The parameter that names the folder of the files, or their repository. */
    abstract NamedFolder folder();

    /**
     * What is built, and how as far as not all steps have it.
     *
     * @param files where it is
     * @throws io.jenkins.plugins.imagefarm.engine.api.ProblemException if a parameter has no meaning
     */
    abstract Material material(StepFiles files, StepValues values);

    /** Whether it is built on nodes of a farm rather than on one builder. */
    boolean isOnFarm() {
        return farm != null;
    }

    /** Whether the result tells of each platform what became of it. */
    boolean returnsParts() {
        return false;
    }

    /** The one builder: its address, or the name of a node; null for the configured one. */
    @CheckForNull
    String builderNamed() {
        return null;
    }

    /** The nodes that are named, instead of a farm. */
    List<String> nodeNames() {
        return List.of();
    }

    /** Whether the builder beside the agent is one of the nodes. */
    boolean hasLocalNode() {
        return false;
    }

    /**
     * How nodes are chosen; unless the step says otherwise, it is one.
     *
     * @throws io.jenkins.plugins.imagefarm.engine.api.ProblemException if a parameter has no meaning
     */
    FarmRules farmRules(@SuppressWarnings("unused") StepValues values) {
        return FarmRules.usual().onOneNode();
    }

    /** Files that are there only while it is built, and in no layer. */
    InjectedFiles injectedFiles(StepValues values) {
        return new InjectedFiles(List.of(), values);
    }

    /** Credentials ids of SSH keys that its RUN instructions may use, by the id of the mount. */
    Map<String, String> sshKeys(@SuppressWarnings("unused") StepValues values) {
        return Map.of();
    }

    /** Whether it needs anything of which its request tells nothing. */
    public boolean needsSecrets() {
        return !secrets.isEmpty();
    }

    @Override
    public final StepExecution start(StepContext context) {
        return new ImageBuildExecution(context, this);
    }

    static <T> List<T> copy(@CheckForNull List<T> given) {
        return given == null ? new ArrayList<>() : new ArrayList<>(given);
    }
}
