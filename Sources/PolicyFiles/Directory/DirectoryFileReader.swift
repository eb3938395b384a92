import Directory
import Identity
import Permissions

/// Reads `directory.yaml`, which says where units and staff come from, to a mapping in which nothing is wrong in form.
package struct DirectoryFileReader {
    var errors: [PolicyFileError] = []
    let positions: Set<Position>
    let kinds: Set<UnitKind>

    /// - Parameters:
    ///   - positions: those of `positions.yaml`; words may mean no others.
    ///   - kinds: those of `unit-kinds.yaml`.
    /// - Throws: all that is wrong, each with its line.
    package static func read(
        _ file: PolicyFile, positions: Set<Position>, kinds: Set<UnitKind>
    ) throws(PolicyFileErrors) -> DirectoryMapping {
        var reader = DirectoryFileReader(positions: positions, kinds: kinds)
        let mapping = YAMLValue.root(of: file, noting: &reader.errors).flatMap { reader.mapping($0) }
        guard let mapping, reader.errors.isEmpty else { throw PolicyFileErrors(reader.errors) }
        return mapping
    }

    private mutating func mapping(_ root: YAMLValue) -> DirectoryMapping? {
        let keys = [
            "source", "servers", "tls", "bind", "timeouts", "base", "mode", "full", "page", "key", "unit", "person",
            "sign-in", "limits", "referrals",
        ]
        let required = ["source", "servers", "bind", "base", "key", "unit", "person"]
        guard let members = root.members(keys, required: required, noting: &errors) else { return nil }
        let source = members["source"]?.name(SourceID.init, noting: &errors)
        if let source, source.isProvisioned { members["source"]?.note(.directory(.provisionedSource), &errors) }
        let connection = connection(members)
        let base = members["base"]?.read(.distinguishedName, DistinguishedName.init, noting: &errors)
        let modes = DirectoryMapping.Mode.allCases.map { ($0.rawValue, $0) }
        let mode = members["mode"]?.choice(modes, noting: &errors)
        if let referrals = members["referrals"], mode != .full {
            referrals.note(.directory(.referralsNeedFull), &errors)
        }
        let fullAt = members["full"]?.read(.timeOfDay, TimeOfDay.init, noting: &errors)
        let page = members["page"]?.wholeNumber(noting: &errors) ?? 500
        if !DirectoryMapping.pageSizes.contains(page) { members["page"]?.note(.directory(.pageSize), &errors) }
        let key = members["key"]?.choice(KeyAttribute.allCases.map { ($0.rawValue, $0) }, noting: &errors)
        let unit = members["unit"].flatMap { self.unit($0) }
        let person = members["person"].flatMap { self.person($0) }
        let allowsSignIn = members["sign-in"]?.choice([("on", true), ("off", false)], noting: &errors) ?? false
        if allowsSignIn, let person, person.username == nil { members["person"]?.note(.missing("username"), &errors) }
        let limits = members["limits"].map { self.limits($0) } ?? SyncLimits()
        guard errors.isEmpty, let source, let connection, let base, let key, let unit, let person else { return nil }
        let mapping = DirectoryMapping(
            source: source, connection: connection, base: base, mode: mode ?? .live, fullAt: fullAt ?? .three,
            pageSize: page, key: key, unit: unit, person: person, allowsSignIn: allowsSignIn, limits: limits)
        if mapping == nil { root.note(.directory(.tooManyAttributes), &errors) }
        return mapping
    }

    private mutating func connection(_ members: [String: YAMLValue]) -> SourceConnection? {
        let isPlain = members["tls"]?.node.scalar?.string == "none"
        let servers = (members["servers"]?.items(noting: &errors) ?? []).compactMap { item in
            item.read(.server, { SourceServer($0, usesTLS: !isPlain) }, noting: &errors)
        }
        let referrals = (members["referrals"]?.items(noting: &errors) ?? []).compactMap { item in
            item.read(.server, { SourceServer($0, usesTLS: !isPlain) }, noting: &errors)
        }
        let tls = isPlain ? SourceConnection.TLS() : members["tls"].map { self.tls($0) } ?? SourceConnection.TLS()
        let timeouts = members["timeouts"].map { self.timeouts($0) } ?? SourceConnection.Timeouts()
        guard let bind = members["bind"].flatMap({ self.bind($0) }) else { return nil }
        guard !servers.isEmpty else {
            if errors.isEmpty { members["servers"]?.note(.expected(.sequence), &errors) }
            return nil
        }
        let connection = SourceConnection(
            servers: servers, tls: tls, bind: bind, timeouts: timeouts, referrals: referrals)
        if connection == nil { members["tls"]?.note(.directory(.passwordInTheClear), &errors) }
        return connection
    }

    private mutating func tls(_ value: YAMLValue) -> SourceConnection.TLS {
        guard let members = value.members(["ca", "minimum"], noting: &errors) else { return SourceConnection.TLS() }
        let versions = SourceConnection.TLS.Version.allCases.map { ($0.rawValue, $0) }
        return SourceConnection.TLS(
            authorityFile: members["ca"]?.text(noting: &errors),
            minimum: members["minimum"]?.choice(versions, noting: &errors) ?? .v12)
    }

    private mutating func bind(_ value: YAMLValue) -> SourceConnection.Bind? {
        guard value.node.mapping != nil else {
            return value.choice([("anonymous", SourceConnection.Bind.anonymous)], noting: &errors)
        }
        let keys = ["dn", "password-file", "sasl"]
        guard let members = value.members(keys, noting: &errors) else { return nil }
        if let sasl = members["sasl"] {
            return sasl.choice([("external", SourceConnection.Bind.external)], noting: &errors)
        }
        guard let dn = members["dn"], let file = members["password-file"] else {
            value.note(.missing(members["dn"] == nil ? "dn" : "password-file"), &errors)
            return nil
        }
        guard let name = dn.read(.distinguishedName, DistinguishedName.init, noting: &errors),
            let path = file.text(noting: &errors)
        else { return nil }
        return .simple(dn: name, passwordFile: path)
    }

    private mutating func timeouts(_ value: YAMLValue) -> SourceConnection.Timeouts {
        let usual = SourceConnection.Timeouts()
        guard let members = value.members(["connect", "answer", "whole"], noting: &errors) else { return usual }
        return SourceConnection.Timeouts(
            connect: members["connect"]?.duration(noting: &errors) ?? usual.connect,
            answer: members["answer"]?.duration(noting: &errors) ?? usual.answer,
            whole: members["whole"]?.duration(noting: &errors) ?? usual.whole)
    }

    private mutating func limits(_ value: YAMLValue) -> SyncLimits {
        var limits = SyncLimits()
        let keys = [
            "units-removed", "people-removed", "at-least", "within", "units-changed", "people-moved", "isolated",
            "renumbered",
        ]
        guard let members = value.members(keys, noting: &errors) else { return limits }
        if let share = members["units-removed"]?.share(noting: &errors) { limits.unitsRemoved = share }
        if let share = members["people-removed"]?.share(noting: &errors) { limits.peopleRemoved = share }
        if let share = members["units-changed"]?.share(noting: &errors) { limits.unitsChanged = share }
        if let share = members["people-moved"]?.share(noting: &errors) { limits.peopleMoved = share }
        if let share = members["isolated"]?.share(noting: &errors) { limits.isolated = share }
        if let span = members["within"]?.duration(noting: &errors) { limits.within = span }
        if let count = members["at-least"]?.wholeNumber(noting: &errors) { limits.atLeast = count }
        if let count = members["renumbered"]?.wholeNumber(noting: &errors) { limits.renumbered = count }
        return limits
    }
}
