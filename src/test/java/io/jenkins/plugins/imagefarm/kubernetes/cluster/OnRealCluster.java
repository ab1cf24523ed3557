package io.jenkins.plugins.imagefarm.kubernetes.cluster;

import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;
import org.junit.jupiter.api.condition.EnabledIfEnvironmentVariable;

/**
 * Of a suite's class that runs it on the {@link RealCluster}, and is skipped where none is named. {@code bin/test} counts what is skipped for the reason
 * that begins so apart.
 */
@Target(ElementType.TYPE)
@Retention(RetentionPolicy.RUNTIME)
@EnabledIfEnvironmentVariable(named = RealCluster.KUBECONFIG, matches = ".+", disabledReason = OnRealCluster.REASON)
@EnabledIfEnvironmentVariable(named = RealCluster.IMAGE, matches = ".+", disabledReason = OnRealCluster.REASON)
public @interface OnRealCluster {
    /** Why it is skipped. */
    String REASON = "no real cluster: set " + RealCluster.KUBECONFIG + " and " + RealCluster.IMAGE;
}
