import HTTPTypes
import HummingbirdCore
import NIOCore

/// The requests of one connection, or the one of a stream, as the task sees them that answers. It runs on their event loop
/// (`ConnectionExecutor`), so that nothing here waits for another thread.
///
/// It stands where NIO has `NIOAsyncChannel`, which carries each part of a message through two queues with locks: a fifth of
/// what a small answer costs.
final class Exchanges: Sendable {
    private let channel: any Channel
    private let handler: NIOLoopBound<ExchangeHandler>

    /// Adds the innermost handler to a channel, on its event loop.
    init(on channel: any Channel, behind guardian: any MessageGuard) throws {
        let handler = ExchangeHandler(behind: guardian)
        try channel.pipeline.syncOperations.addHandler(handler)
        self.channel = channel
        self.handler = NIOLoopBound(handler, eventLoop: channel.eventLoop)
    }

    /// Answers each request until no further one can come and the channel is closed.
    func serve(_ respond: EdgeChannel.Responder) async {
        await withTaskCancellationHandler {
            while let request = await next() { await answer(respond(request, channel)) }
            handler.value.close()
            // Why it was closed has been reported.
            try? await channel.closeFuture.get()
        } onCancel: {
            channel.close(mode: .input, promise: nil)
        }
    }

    private func next() async -> Request? {
        await withUnsafeContinuation { handler.value.take($0) }
    }

    private func answer(_ response: Response) async {
        handler.value.write(.head(response.head))
        do { try await response.body.write(AnswerWriter(handler: handler.value)) } catch { handler.value.abort() }
    }
}

/// Writes the body of an answer.
private struct AnswerWriter: ResponseBodyWriter {
    let handler: ExchangeHandler

    func write(_ bytes: ByteBuffer) { handler.write(.body(bytes)) }

    consuming func finish(_ trailers: HTTPFields?) { handler.endAnswer(trailers) }
}
