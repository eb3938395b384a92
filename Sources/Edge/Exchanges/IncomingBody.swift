import NIOCore

/// A body that comes while it is read. All of it happens on the event loop of its connection.
final class IncomingBody {
    private var held: ByteBuffer
    private var outcome: Result<Void, any Error>?
    private var reader: UnsafeContinuation<ByteBuffer?, any Error>?
    /// Called where something has been taken, so that more may come.
    private let taken: () -> Void

    /// How much of it may lie here unread.
    private static let room = 65_536

    init(_ beginning: ByteBuffer, taken: @escaping () -> Void) {
        held = beginning
        self.taken = taken
    }

    var isFull: Bool { held.readableBytes >= Self.room }

    func append(_ bytes: inout ByteBuffer) {
        guard outcome == nil else { return }
        held.writeBuffer(&bytes)
        answer()
    }

    func end() { settle(.success(())) }

    func fail(_ error: any Error) { settle(.failure(error)) }

    /// Nobody wants the rest.
    func drop() {
        held = ByteBuffer()
        settle(.failure(CancellationError()))
    }

    private func settle(_ outcome: Result<Void, any Error>) {
        guard self.outcome == nil else { return }
        self.outcome = outcome
        answer()
    }

    /// One reads at a time.
    func read(_ reader: UnsafeContinuation<ByteBuffer?, any Error>) {
        self.reader = reader
        answer()
    }

    private func answer() {
        guard let reader else { return }
        if held.readableBytes > 0 {
            let bytes = held
            held = ByteBuffer()
            self.reader = nil
            reader.resume(returning: bytes)
            taken()
        } else if let outcome {
            self.reader = nil
            reader.resume(with: outcome.map { nil })
        }
    }
}

/// What reads it, on whatever thread.
struct StreamedBody: AsyncSequence {
    private let body: NIOLoopBound<IncomingBody>
    private let loop: any EventLoop

    init(_ body: IncomingBody, on loop: any EventLoop) {
        self.body = NIOLoopBound(body, eventLoop: loop)
        self.loop = loop
    }

    func makeAsyncIterator() -> Iterator { Iterator(body: body, loop: loop) }

    struct Iterator: AsyncIteratorProtocol {
        fileprivate let body: NIOLoopBound<IncomingBody>
        fileprivate let loop: any EventLoop

        func next() async throws -> ByteBuffer? {
            try await withUnsafeThrowingContinuation { [body, loop] reader in
                if loop.inEventLoop { body.value.read(reader) } else { loop.execute { body.value.read(reader) } }
            }
        }
    }
}
