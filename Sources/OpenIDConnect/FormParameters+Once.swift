import Wire

extension FormParameters {
    /// The value of a parameter that a request may give once; absent and empty are the same (RFC 6749 §3.1, §3.2).
    /// - Parameter refusal: what a repeated one is refused with.
    func once<Refusal: Error>(
        _ name: String, else refusal: @autoclosure () -> Refusal
    ) throws(Refusal) -> String? {
        do { return try single(name) } catch { throw refusal() }
    }
}
