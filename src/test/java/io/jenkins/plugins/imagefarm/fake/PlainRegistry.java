package io.jenkins.plugins.imagefarm.fake;

import io.jenkins.plugins.imagefarm.config.ImageFarmConfiguration;
import io.jenkins.plugins.imagefarm.config.RegistryConfiguration;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.List;
import net.sf.json.JSONObject;

/** What the registry without TLS says of images. */
public final class PlainRegistry {
    private static final String MANIFESTS =
            "application/vnd.oci.image.manifest.v1+json, application/vnd.docker.distribution.manifest.v2+json";

    private PlainRegistry() {}

    /** Jenkins knows it, and pushes what has its name. */
    public static void register() {
        RegistryConfiguration registry = new RegistryConfiguration("plain", Engines.plainRegistry());
        registry.setInsecure(true);
        ImageFarmConfiguration.get().setRegistries(List.of(registry));
    }

    /** The id of an image that is no index: the digest of its configuration. */
    public static String imageId(String tag) throws IOException, InterruptedException {
        return manifest(tag).getJSONObject("config").getString("digest");
    }

    /** What the image runs as, and how. */
    public static JSONObject config(String tag) throws IOException, InterruptedException {
        return get(tag, "blobs/" + imageId(tag)).getJSONObject("config");
    }

    public static boolean has(String tag) throws IOException, InterruptedException {
        return answer(tag, reference(tag)).statusCode() == 200;
    }

    private static JSONObject manifest(String tag) throws IOException, InterruptedException {
        return get(tag, reference(tag));
    }

    private static String reference(String tag) {
        return "manifests/" + tag.substring(tag.lastIndexOf(':') + 1);
    }

    private static JSONObject get(String tag, String what) throws IOException, InterruptedException {
        HttpResponse<String> answer = answer(tag, what);
        if (answer.statusCode() != 200) {
            throw new IOException(tag + " " + what + ": " + answer.statusCode());
        }
        return JSONObject.fromObject(answer.body());
    }

    private static HttpResponse<String> answer(String tag, String what) throws IOException, InterruptedException {
        String repository = tag.substring(tag.indexOf('/') + 1, tag.lastIndexOf(':'));
        URI uri = URI.create("http://" + Engines.plainRegistry() + "/v2/" + repository + "/" + what);
        return HttpClient.newHttpClient()
                .send(
                        HttpRequest.newBuilder(uri).header("Accept", MANIFESTS).build(),
                        HttpResponse.BodyHandlers.ofString());
    }
}
