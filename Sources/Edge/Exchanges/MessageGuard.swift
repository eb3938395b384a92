import NIOHTTPTypes

/// What stands between the messages of a connection and whoever answers them: `HTTP1Guard`, or `HTTP2StreamGuard`.
///
/// It and the handler behind it call each other. Through the pipeline each part of a message would be wrapped for any handler
/// and unwrapped by type, a tenth of what a small answer costs; all else that happens to a channel goes that way.
protocol MessageGuard: AnyObject {
    /// Gets what is let in. It is let go with the channel.
    var receiver: (any RequestReceiver)? { get set }

    /// Lets a part of an answer out, if one is still wanted.
    func write(_ part: HTTPResponsePart)

    /// Sends what has been written.
    func flush()
}

/// Gets requests in their parts, on the event loop of their channel.
protocol RequestReceiver: AnyObject {
    func receive(_ part: HTTPRequestPart)
}
