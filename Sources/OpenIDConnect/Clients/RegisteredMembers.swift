import Wire

/// Members of a client's metadata (RFC 7591 §2): one that is there has to be of its type.
extension JSONObject {
    func text(registered member: String) throws(ClientRegistrationError) -> String? {
        guard let value = self[member] else { return nil }
        guard let text = value.string else { throw .wrongType(member: member) }
        return text
    }

    /// - Returns: `false` for one that isn't there.
    func flag(registered member: String) throws(ClientRegistrationError) -> Bool {
        guard let value = self[member] else { return false }
        guard let flag = value.bool else { throw .wrongType(member: member) }
        return flag
    }
}
