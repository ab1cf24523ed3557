package io.jenkins.plugins.imagefarm.engine.buildkit.session;

import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;

import io.grpc.Status;
import io.grpc.stub.StreamObserver;
import java.util.function.Consumer;

/** What a service answers to one call. */
final class Answer<T> implements StreamObserver<T> {
    private T value;
    private Throwable error;
    private boolean completed;

    static <T> Answer<T> to(Consumer<StreamObserver<T>> call) {
        Answer<T> answer = new Answer<>();
        call.accept(answer);
        return answer;
    }

    T value() {
        assertNull(error);
        assertNotNull(value);
        if (!completed) {
            throw new AssertionError("the call was not completed");
        }
        return value;
    }

    Status error() {
        assertNotNull(error, "the call did not fail");
        assertNull(value);
        return Status.fromThrowable(error);
    }

    @Override
    public void onNext(T next) {
        assertNull(value, "a second answer");
        value = next;
    }

    @Override
    public void onError(Throwable thrown) {
        error = thrown;
    }

    @Override
    public void onCompleted() {
        completed = true;
    }
}
