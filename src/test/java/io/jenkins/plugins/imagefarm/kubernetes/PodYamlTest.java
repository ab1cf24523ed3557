package io.jenkins.plugins.imagefarm.kubernetes;

import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.containsString;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.fabric8.kubernetes.api.model.Container;
import io.fabric8.kubernetes.api.model.ContainerPort;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.PodSpec;
import io.jenkins.plugins.imagefarm.config.KubernetesNodeConfiguration;
import io.jenkins.plugins.imagefarm.engine.api.Fault;
import io.jenkins.plugins.imagefarm.engine.api.Problem;
import io.jenkins.plugins.imagefarm.engine.api.ProblemException;
import io.jenkins.plugins.imagefarm.pods.PodOptions;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What YAML may do with a pod, and what it may not; field by field, since a mock of an API server takes all of it. */
class PodYamlTest {
    private final KubernetesNodeConfiguration node = new KubernetesNodeConfiguration("pods");

    @BeforeEach
    void buildsMayBringYaml() {
        node.setAllowPodYaml(true);
    }

    @Test
    void whatItSaysIsInThePod() {
        PodSpec spec = made("""
                        metadata:
                          labels: {team: a}
                          annotations: {note: b}
                        spec:
                          priorityClassName: low
                          runtimeClassName: kata
                          hostAliases: [{ip: 10.0.0.1, hostnames: [registry.example.com]}]
                          tolerations: [{key: spot, operator: Exists}]
                          nodeSelector: {disk: ssd}
                          affinity:
                            nodeAffinity:
                              preferredDuringSchedulingIgnoredDuringExecution:
                              - {weight: 1, preference: {matchExpressions: [{key: zone, operator: In, values: [a]}]}}
                          securityContext: {fsGroupChangePolicy: OnRootMismatch}
                          volumes: [{name: scratch, emptyDir: {}}, {name: ca, configMap: {name: ca}}]
                          containers:
                          - name: buildkitd
                            env: [{name: HTTPS_PROXY, value: proxy.example.com}]
                            ports: [{containerPort: 9000}]
                            securityContext: {seccompProfile: {type: Localhost, localhostProfile: buildkit.json}}
                            lifecycle: {preStop: {exec: {command: ["true"]}}}
                            volumeMounts: [{name: ca, mountPath: /etc/ca}]
                          - {name: helper, image: busybox, resources: {limits: {cpu: 100m}}}
                        """).getSpec();
        assertEquals("low", spec.getPriorityClassName());
        assertEquals("kata", spec.getRuntimeClassName());
        assertEquals("10.0.0.1", spec.getHostAliases().get(0).getIp());
        assertEquals("spot", spec.getTolerations().get(0).getKey());
        assertEquals(
                Map.of("disk", "ssd", "kubernetes.io/os", "linux", "kubernetes.io/arch", "amd64"),
                spec.getNodeSelector());
        assertEquals(
                1,
                spec.getAffinity()
                        .getNodeAffinity()
                        .getPreferredDuringSchedulingIgnoredDuringExecution()
                        .size());
        assertEquals("OnRootMismatch", spec.getSecurityContext().getFsGroupChangePolicy());
        assertEquals(1000L, spec.getSecurityContext().getFsGroup(), "what it does not say stays");
        assertEquals(4, spec.getVolumes().size());
        Container ours = container(spec, "buildkitd");
        assertEquals("HTTPS_PROXY", ours.getEnv().get(0).getName());
        assertEquals(
                List.of(1234, 9000),
                ours.getPorts().stream().map(ContainerPort::getContainerPort).toList());
        assertEquals("Localhost", ours.getSecurityContext().getSeccompProfile().getType());
        assertTrue(ours.getSecurityContext().getRunAsNonRoot());
        assertEquals("buildctl", ours.getStartupProbe().getExec().getCommand().get(0));
        assertEquals(
                "true", ours.getLifecycle().getPreStop().getExec().getCommand().get(0));
        assertEquals(3, ours.getVolumeMounts().size());
        assertEquals(
                "100m",
                container(spec, "helper").getResources().getLimits().get("cpu").toString());
    }

    @Test
    void theBuildsGoesOverTheNodes() {
        node.setYaml("spec: {priorityClassName: low, schedulerName: nodes}");
        PodSpec spec = made("spec: {priorityClassName: high}").getSpec();
        assertEquals("high", spec.getPriorityClassName());
        assertEquals("nodes", spec.getSchedulerName());
    }

    @Test
    void buildsBringNoneWhereTheirNodeDoesNotAllowIt() {
        node.setAllowPodYaml(false);
        assertThat(refusal("spec: {priorityClassName: low}"), containsString("takes no podYaml from builds"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"spec: [1", "spec: {containers: 5}", "- a", "just text"})
    void whatIsNoPodIsRefused(String yaml) {
        assertThat(refusal(yaml), containsString("is no YAML of a pod"));
    }

    /** Rights on the cluster's nodes: for nobody's YAML, unless the administrator allows them. */
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "spec: {hostNetwork: true} | hostNetwork",
                "spec: {hostPID: true} | hostPID",
                "spec: {hostIPC: true} | hostIPC",
                "spec: {automountServiceAccountToken: true} | automountServiceAccountToken",
                "spec: {volumes: [{name: a, hostPath: {path: /}}]} | hostPath",
                "spec: {volumes: [{name: a, gitRepo: {repository: b}}]} | gitRepo",
                "spec: {volumes: [{name: a, projected: {sources: [{serviceAccountToken: {path: b}}]}}]} | token",
                "spec: {securityContext: {runAsUser: 0}} | runAsUser 0",
                "spec: {securityContext: {runAsNonRoot: false}} | runAsNonRoot false",
                "spec: {securityContext: {sysctls: [{name: kernel.msgmax, value: '1'}]}} | sysctls",
                "spec: {securityContext: {seLinuxOptions: {type: spc_t}}} | seLinuxOptions",
                "spec: {securityContext: {appArmorProfile: {type: Unconfined}}} | appArmorProfile Unconfined",
                "spec: {containers: [{name: buildkitd, securityContext: {privileged: true}}]} | privileged",
                "spec: {containers: [{name: buildkitd, securityContext: {runAsUser: 0}}]} | runAsUser 0",
                "spec: {containers: [{name: buildkitd, securityContext: {runAsNonRoot: false}}]} | runAsNonRoot false",
                "spec: {containers: [{name: buildkitd, securityContext: {procMount: Unmasked}}]} | procMount",
                "spec: {containers: [{name: buildkitd, securityContext: {capabilities: {add: [SYS_ADMIN]}}}]} | SYS_ADMIN",
                "spec: {containers: [{name: buildkitd, ports: [{containerPort: 1, hostPort: 1}]}]} | hostPort",
                "spec: {containers: [{name: a, image: b, securityContext: {privileged: true}}]} | privileged",
                "spec: {initContainers: [{name: a, image: b, securityContext: {privileged: true}}]} | privileged",
                "spec: {containers: [{name: a, image: b, securityContext: {seLinuxOptions: {type: spc_t}}}]} | seLinuxOptions",
                "spec: {containers: [{name: a, image: b, volumeDevices: [{name: c, devicePath: /d}]}]} | volumeDevices",
            })
    void rightsOnTheClustersNodesAreRefused(String yaml, String right) {
        assertThat(refusal(yaml), containsString("asks for "));
        assertThat(refusal(yaml), containsString(right));
        node.setYaml(yaml);
        assertThat(refusal(null), containsString("The yaml of pods asks for "));
        node.setAllowPrivileged(true);
        made(null);
    }

    /** What is in the namespace besides is the administrator's to give, and not a build's to take. */
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "spec: {serviceAccountName: admin} | account admin",
                "spec: {serviceAccount: admin} | account admin",
                "spec: {imagePullSecrets: [{name: others}]} | secret others",
                "spec: {volumes: [{name: a, secret: {secretName: others}}]} | secret others",
                "spec: {volumes: [{name: a, persistentVolumeClaim: {claimName: others}}]} | volume a",
                "spec: {volumes: [{name: a, nfs: {server: b, path: /}}]} | volume a",
                "spec: {volumes: [{name: a, csi: {driver: secrets-store.csi.k8s.io}}]} | volume a",
                "spec: {volumes: [{name: a, projected: {sources: [{secret: {name: others}}]}}]} | volume a",
                "spec: {containers: [{name: buildkitd, env: [{name: A, valueFrom: {secretKeyRef: {name: others, key: b}}}]}]} | secret others",
                "spec: {containers: [{name: a, image: b, envFrom: [{secretRef: {name: others}}]}]} | secret others",
                "spec: {initContainers: [{name: a, image: b, envFrom: [{secretRef: {name: others}}]}]} | secret others",
            })
    void whatBelongsToTheNamespaceIsRefusedToBuilds(String yaml, String what) {
        assertThat(refusal(yaml), containsString("The podYaml of the build asks for "));
        assertThat(refusal(yaml), containsString(what));
        node.setYaml(yaml);
        made(null);
    }

    /** Without these it is no daemon that only its build reaches, or one that nobody ends. */
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "spec: {restartPolicy: Always} | restartPolicy",
                "spec: {activeDeadlineSeconds: 999999} | activeDeadlineSeconds",
                "spec: {nodeSelector: {kubernetes.io/arch: arm64}} | nodeSelector",
                "spec: {volumes: [{name: image-farm-keys, emptyDir: {}}]} | image-farm-keys",
                "spec: {containers: [{name: buildkitd, args: [--addr, 'tcp://0.0.0.0:1234']}]} | args",
                "spec: {containers: [{name: buildkitd, command: [buildkitd]}]} | command",
                "spec: {containers: [{name: buildkitd, volumeMounts: [{name: image-farm-cache, mountPath: /etc/image-farm}]}]} | volumeMounts",
                "spec: {containers: [{name: buildkitd, env: [{name: BUILDKITD_DEBUGADDR, value: '0.0.0.0:6060'}]}]} | BUILDKITD_DEBUGADDR",
            })
    void whatMakesItTheBuildsDaemonStays(String yaml, String what) {
        node.setAllowPrivileged(true);
        assertThat(refusal(yaml), containsString(what));
        node.setYaml(yaml);
        assertThat(refusal(null), containsString(what));
    }

    @Test
    void itsNamesAndMarksStay() {
        Pod pod = made("metadata: {name: a, namespace: kube-system, labels: {%s: forged}, finalizers: [a/b]}"
                .formatted(PodMark.CONTROLLER));
        assertEquals("image-farm-pods-1", pod.getMetadata().getName());
        assertEquals("builds", pod.getMetadata().getNamespace());
        assertEquals("c", pod.getMetadata().getLabels().get(PodMark.CONTROLLER));
        assertTrue(pod.getMetadata().getFinalizers().isEmpty(), "with one it could not be removed");
    }

    /** In the profile userns the daemon is privileged in its user namespace; a build is not to become so by its YAML. */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "spec: {containers: [{name: buildkitd, image: mine}]}",
                "spec: {containers: [{name: buildkitd, lifecycle: {postStart: {exec: {command: [mine]}}}}]}",
                "spec: {volumes: [{name: a, emptyDir: {}}], containers: [{name: buildkitd, volumeMounts: [{name: a, mountPath: /usr/bin}]}]}",
                "spec: {containers: [{name: a, image: b, securityContext: {privileged: true}}]}",
                "spec: {hostUsers: true}",
            })
    void aBuildTakesNoRightsOfTheDaemon(String yaml) {
        node.setProfile("userns");
        assertThat(refusal(yaml), containsString("asks for "));
    }

    @Test
    void resourcesAreWhatABuildMayChangeOfAPrivilegedDaemon() {
        node.setProfile("userns");
        PodSpec spec = made("spec: {containers: [{name: buildkitd, resources: {limits: {memory: 1Gi}}}]}")
                .getSpec();
        assertEquals(
                "1Gi",
                container(spec, "buildkitd")
                        .getResources()
                        .getLimits()
                        .get("memory")
                        .toString());
        assertFalse(spec.getHostUsers());
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "{name: buildkitd, resources: {limits: {memory: 8Gi}}} | limits.memory 8Gi is more than pods allows: memory 4Gi",
                "{name: buildkitd, resources: {requests: {memory: 8Gi}}} | requests.memory 8Gi is more than pods allows: memory 4Gi",
                "{name: a, image: b, resources: {limits: {memory: 1Gi}}} | limits.memory 5Gi is more than pods allows: memory 4Gi",
                "{name: a, image: b} | the container a has no limits.memory",
            })
    void theCeilingIsForTheWholePod(String container, String why) {
        node.setMaxResources(List.of("memory=4Gi"));
        String yaml = "spec: {containers: [%s]}".formatted(container);
        assertThat(refusal(yaml), containsString(why));
        node.setYaml(yaml);
        assertThat(refusal(null), containsString(why));
    }

    @Test
    void whatOnlyPreparesThePodMayHaveTheCeilingToo() {
        node.setMaxResources(List.of("memory=4Gi"));
        made("spec: {initContainers: [{name: a, image: b, resources: {limits: {memory: 4Gi}}}]}");
        assertThat(
                refusal(
                        "spec: {initContainers: [{name: a, image: b, restartPolicy: Always, resources: {limits: {memory: 4Gi}}}]}"),
                containsString("limits.memory 8Gi is more than pods allows"));
    }

    private String refusal(String yaml) {
        Problem problem = assertThrows(ProblemException.class, () -> made(yaml)).problem();
        assertEquals(Fault.USER, problem.fault());
        assertEquals(1, problem.toString().lines().count(), problem.toString());
        return problem.cause();
    }

    private Pod made(String yaml) {
        return PodManifest.of(
                node,
                new PodRequest(
                        "image-farm-pods-1",
                        "builds",
                        Map.of(PodMark.CONTROLLER, "c"),
                        Map.of(),
                        "amd64",
                        new PodOptions(List.of(), yaml, 0),
                        null,
                        2100L));
    }

    private static Container container(PodSpec spec, String name) {
        return spec.getContainers().stream()
                .filter(container -> container.getName().equals(name))
                .findFirst()
                .orElseThrow();
    }
}
