package io.jenkins.plugins.imagefarm.config;

import com.cloudbees.plugins.credentials.common.StandardCredentials;
import com.cloudbees.plugins.credentials.common.StandardUsernamePasswordCredentials;
import edu.umd.cs.findbugs.annotations.NonNull;
import hudson.AbortException;
import hudson.model.Run;
import io.jenkins.plugins.imagefarm.engine.api.BuildCache;
import io.jenkins.plugins.imagefarm.engine.api.CacheKeys;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jenkinsci.plugins.plaincredentials.StringCredentials;
import org.kohsuke.accmod.Restricted;
import org.kohsuke.accmod.restrictions.NoExternalUse;

/** The keys of build caches, taken from credentials. */
@Restricted(NoExternalUse.class)
public final class CacheCredentials {
    private CacheCredentials() {}

    /**
     * Looks the credentials up, with the rights of the run and noting their use. It may take its time, so it is not for the
     * thread of a Pipeline.
     *
     * @return the keys by {@link BuildCache#keysName}
     * @throws AbortException if credentials are not there, or of a kind that does not open the cache
     */
    @NonNull
    public static Map<String, CacheKeys> resolve(@NonNull Run<?, ?> run, @NonNull List<BuildCache> caches)
            throws AbortException {
        RunCredentials credentials = new RunCredentials(run);
        Map<String, CacheKeys> keys = new HashMap<>();
        for (BuildCache cache : caches) {
            if (cache.credentialsId() != null) {
                keys.put(
                        cache.keysName(),
                        keys(
                                cache,
                                credentials.require(
                                        cache.credentialsId(),
                                        StandardCredentials.class,
                                        List.of(),
                                        Messages.CacheCredentials_purpose(cache.place()))));
            }
        }
        return keys;
    }

    private static CacheKeys keys(BuildCache cache, StandardCredentials credentials) throws AbortException {
        boolean pair = cache.type() == BuildCache.Type.S3;
        if (pair && credentials instanceof StandardUsernamePasswordCredentials user) {
            return new CacheKeys(Map.of(
                    "access_key_id",
                    user.getUsername(),
                    "secret_access_key",
                    user.getPassword().getPlainText()));
        }
        if (!pair && credentials instanceof StringCredentials text) {
            return new CacheKeys(Map.of(
                    cache.type() == BuildCache.Type.GHA ? "token" : "secret_access_key",
                    text.getSecret().getPlainText()));
        }
        String kind = credentials.getDescriptor().getDisplayName();
        throw new AbortException(
                pair
                        ? Messages.CacheCredentials_pair(credentials.getId(), cache.place(), kind)
                        : Messages.CacheCredentials_text(credentials.getId(), cache.place(), kind));
    }
}
