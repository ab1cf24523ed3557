package io.jenkins.plugins.imagefarm.engine.buildkit.session;

import com.google.protobuf.ByteString;
import com.google.protobuf.CodedInputStream;
import io.jenkins.plugins.imagefarm.engine.api.Problem;
import io.jenkins.plugins.imagefarm.engine.api.ProblemException;
import io.jenkins.plugins.imagefarm.engine.buildkit.proto.fsutil.Packet;
import io.jenkins.plugins.imagefarm.engine.buildkit.proto.fsutil.Packet.PacketType;
import io.jenkins.plugins.imagefarm.engine.buildkit.proto.fsutil.Stat;
import io.jenkins.plugins.imagefarm.engine.source.DiskName;
import java.io.IOException;
import java.nio.file.Path;
import java.util.function.Consumer;

/**
 * A result that is a tree of files, in fsutil's protocol as its receiver ({@code receive.go}): every file's data is asked
 * for, by the number of its entry, as soon as it is described.
 */
final class FolderExport implements Export {
    private final FolderStage stage;
    private final IncomingPaths paths = new IncomingPaths();
    private final Consumer<Packet> answers;
    private final TransferListener listener;
    private int entries;
    private int missing;
    private boolean listed;
    private boolean finishing;
    private boolean complete;

    private FolderExport(FolderStage stage, Consumer<Packet> answers, TransferListener listener) {
        this.stage = stage;
        this.answers = answers;
        this.listener = listener;
    }

    static FolderExport open(Path folder, TransferListener listener, Consumer<Packet> answers) {
        return new FolderExport(FolderStage.in(folder), answers, listener);
    }

    @Override
    public synchronized boolean receive(byte[] message) throws IOException {
        CodedInputStream in = CodedInputStream.newInstance(message);
        in.enableAliasing(true);
        Packet packet = Packet.parseFrom(in);
        switch (packet.getType()) {
            case PACKET_STAT -> {
                if (packet.hasStat()) {
                    describe(packet.getStat());
                } else {
                    listed = true;
                }
            }
            case PACKET_DATA -> data(packet.getId(), packet.getData());
            case PACKET_FIN -> complete = finishing;
            case PACKET_ERR ->
                throw new ProblemException(Problem.service(
                        "The builder cannot send the result: "
                                + packet.getData().toStringUtf8(),
                        ""));
            default -> throw new IOException("unexpected packet " + packet.getType());
        }
        if (listed && missing == 0 && !finishing) {
            finishing = true;
            answers.accept(Packet.newBuilder().setType(PacketType.PACKET_FIN).build());
        }
        return complete;
    }

    private void describe(Stat stat) throws IOException {
        String path = DiskName.decode(stat.getPath().toByteArray());
        String link = DiskName.decode(stat.getLinkname().toByteArray());
        int id = entries++;
        listener.described();
        if (GoFileMode.isFolder(stat.getMode())) {
            paths.folder(path);
            stage.folder(path, stat);
        } else if (GoFileMode.isSymlink(stat.getMode())) {
            paths.entry(path);
            stage.symlink(path, link, stat);
        } else if (!GoFileMode.hasData(stat.getMode())) {
            throw new ProblemException(Problem.user(
                    "The result holds the device '" + path + "', which cannot be made in a folder",
                    "Use type=tar, or leave it out of the result."));
        } else if (link.isEmpty()) {
            paths.file(path);
            stage.file(id, path, stat);
            missing++;
            answers.accept(
                    Packet.newBuilder().setType(PacketType.PACKET_REQ).setId(id).build());
        } else {
            paths.hardLink(path, link);
            stage.hardLink(path, link);
        }
    }

    private void data(int id, ByteString data) throws IOException {
        if (data.isEmpty()) {
            stage.complete(id);
            missing--;
            listener.fileDone();
        } else {
            stage.append(id, data.asReadOnlyByteBuffer());
            listener.transferred(data.size());
        }
    }

    @Override
    public synchronized boolean isWhole() {
        return finishing;
    }

    @Override
    public synchronized void end() throws IOException {
        if (!complete) {
            throw new IOException("the builder has broken off");
        }
    }

    @Override
    public synchronized void commit() {
        stage.commit();
    }

    @Override
    public synchronized void discard() {
        stage.discard();
    }
}
