package io.jenkins.plugins.imagefarm.kubernetes.cluster;

/** Pods of a real cluster. */
@OnRealCluster
class RealClusterTest extends DaemonSuite {
    @Override
    Cluster make() {
        return RealCluster.named();
    }
}
