/// A state of the register of clients. Numbers grow; two transactions that see one number see the same clients.
package struct ClientRevision: Hashable, Sendable {
    package let number: Int64
}

extension ClientRevision: Comparable {
    package static func < (left: ClientRevision, right: ClientRevision) -> Bool { left.number < right.number }
}
