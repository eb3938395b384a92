import Directory

extension ChangeMark {
    /// Asks a server where it is now, before anything is read from it: what is changed while we read comes again with the
    /// next question. `nil` where it doesn't say.
    static func read(
        _ attribute: ChangeAttribute, base: String, on connection: LDAPConnection
    ) throws(LDAPError) -> ChangeMark? {
        switch attribute {
        case .uSNChanged: try domainController(connection)
        case .modifyTimestamp: try newestChange(base, connection)
        }
    }

    /// The count is one domain controller's own, and begins anew when that is restored: its `invocationId` says so.
    private static func domainController(_ connection: LDAPConnection) throws(LDAPError) -> ChangeMark? {
        let root = try connection.attributes(of: "", ["highestCommittedUSN", "dsServiceName"])
        guard let count = root["highestcommittedusn"]?.first, let service = root["dsservicename"]?.first else {
            return nil
        }
        let settings = try connection.attributes(of: String(decoding: service, as: UTF8.self), ["invocationId"])
        guard let identifier = settings["invocationid"]?.first.flatMap(KeyAttribute.objectGUID.key) else { return nil }
        return ChangeMark(.uSNChanged, value: String(decoding: count, as: UTF8.self), origin: identifier.description)
    }

    /// OpenLDAP's newest change number, `20260701000000.123456Z#…`, begins with a time.
    private static func newestChange(_ base: String, _ connection: LDAPConnection) throws(LDAPError) -> ChangeMark? {
        let numbers = try connection.attributes(of: base, ["contextCSN"])["contextcsn"] ?? []
        // With several masters the oldest: another's changes may still be on their way to this one.
        let times = numbers.map { String(decoding: $0.prefix(14), as: UTF8.self) + "Z" }
        guard let time = times.min() else { return nil }
        return ChangeMark(.modifyTimestamp, value: time, origin: connection.server.description)
    }
}

extension LDAPConnection {
    /// Some attributes of one entry, by their names in lower case; empty where they aren't shown, or it isn't there.
    func attributes(of dn: String, _ names: [String]) throws(LDAPError) -> EntryAttributes {
        let query = SourceQuery(base: dn, filter: "(objectClass=*)", attributes: names, key: .entryUUID)
        var reader = EntryReader(query)
        var found = EntryAttributes()
        let id = try search(dn, .base, query.filter, attributes: names)
        while true {
            let message = try receive(id, within: settings.timeouts.answer)
            switch message.kind {
            case .entry: found = try reader.read(message, handle).attributes
            case .reference, .intermediate: continue
            case .result:
                let answer = try answer(message)
                if answer.code == ResultCode.noSuchObject { return EntryAttributes() }
                guard answer.code == ResultCode.success else { throw .refused(answer.refusal) }
                return found
            }
        }
    }
}
