import CPostgres
import Glibc

/// What libpq is told of a connection: what the settings say, what we need, and TLS where they say nothing of it.
struct PostgreSQLParameters {
    /// What is the same whichever host is asked.
    private var values: [String: String] = [:]
    /// The hosts, each with its own `host`, `hostaddr` and `port`.
    private let hosts: [[String: String]]

    /// - Parameter defaults: what libpq takes where the address says nothing.
    /// - Throws: `DatabaseError.unavailable`, when the text says no connection.
    init(_ settings: PostgreSQLSettings, defaults: [String: String] = Self.defaults) throws(DatabaseError) {
        // What is empty says nothing to libpq, and must not stand in the place of what we would have.
        let given = try Self.parse(settings.connection).filter { !$0.value.isEmpty }
        hosts = Self.hosts(of: given)
        let timeouts = settings.timeouts
        // What we would have comes first, so that what is given replaces it.
        if given["service"] != nil || !hosts.allSatisfy({ Self.isHere($0, defaults) }) {
            values["sslmode"] = "verify-full"
        }
        if access(Self.systemRoots, R_OK) == 0 { values["sslrootcert"] = Self.systemRoots }
        values["target_session_attrs"] = "read-write"
        values["connect_timeout"] = "\(max(2, timeouts.connect.components.seconds))"
        values["application_name"] = "hue-sso"
        // A machine that is gone without a word says so neither to what we send nor to a probe (tcp(7), TCP_USER_TIMEOUT,
        // which ends both waits).
        values["keepalives_idle"] = "1"
        values["keepalives_interval"] = "1"
        values["tcp_user_timeout"] = "\(timeouts.silence.wholeMilliseconds)"
        values.merge(given) { _, given in given }
        for name in Self.namesOfHosts { values[name] = nil }
        if let password = settings.password { values["password"] = password }
        values["client_encoding"] = "UTF8"
        values["gssencmode"] = "disable"
        values["options"] = """
            \(given["options"] ?? "") -c statement_timeout=\(timeouts.statement.wholeMilliseconds) \
            -c lock_timeout=\(timeouts.lock.wholeMilliseconds) \
            -c idle_in_transaction_session_timeout=\(timeouts.idle.wholeMilliseconds) -c synchronous_commit=on \
            -c client_min_messages=warning
            """
    }

    /// What says where a server is; of several a list each.
    private static let namesOfHosts = ["host", "hostaddr", "port"]
    /// Certificates of Debian's `ca-certificates`.
    private static let systemRoots = "/etc/ssl/certs/ca-certificates.crt"

    /// What libpq is told of one of the hosts.
    func values(at host: Int) -> [String: String] { values.merging(hosts[host]) { _, own in own } }

    /// Whether what libpq is told of a host, and takes from its environment where it is told nothing, is this machine: a socket, or
    /// loopback. Libpq alone reads the file in which a service stands.
    private static func isHere(_ host: [String: String], _ defaults: [String: String]) -> Bool {
        let all = defaults.merging(host) { _, own in own }
        func list(_ name: String) -> [Substring] {
            (all[name] ?? "").split(separator: ",", omittingEmptySubsequences: false)
        }
        let (names, addresses) = (list("host"), list("hostaddr"))
        return (0..<max(names.count, addresses.count)).allSatisfy { index in
            // Where a host has an address of its own, libpq doesn't look up its name.
            let address = index < addresses.count ? addresses[index] : ""
            return isHere(address.isEmpty && index < names.count ? names[index] : address)
        }
    }

    private static func isHere(_ host: Substring) -> Bool {
        let isLoopback = host.hasPrefix("127.") && host.allSatisfy { "0123456789.".contains($0) }
        return isLoopback || ["", "localhost", "::1"].contains(host) || host.hasPrefix("/") || host.hasPrefix("@")
    }

    private static func parse(_ text: String) throws(DatabaseError) -> [String: String] {
        // Libpq's own words repeat the text, in which a password may stand.
        guard let options = PQconninfoParse(text, nil) else {
            throw .unavailable("the address of the database can't be read (postgres://user@host/database)")
        }
        defer { PQconninfoFree(options) }
        return values(of: options)
    }

    /// From its environment (`PGHOST`, `PGHOSTADDR`, …), and from the service that its environment names.
    static var defaults: [String: String] {
        // Without memory there will be no connection either.
        guard let options = PQconndefaults() else { return [:] }
        defer { PQconninfoFree(options) }
        return values(of: options)
    }

    private static func values(of options: UnsafeMutablePointer<PQconninfoOption>) -> [String: String] {
        var values: [String: String] = [:]
        var option = options
        while let name = option.pointee.keyword {
            if let value = option.pointee.val { values[String(cString: name)] = String(cString: value) }
            option += 1
        }
        return values
    }

    /// Each of several hosts by itself. Libpq would go on to the next one only where a connection isn't taken, and not
    /// where it is closed again, as a proxy does in front of a server that is down.
    private static func hosts(of given: [String: String]) -> [[String: String]] {
        let lists = namesOfHosts.compactMap { name in
            given[name].map { (name, $0.split(separator: ",", omittingEmptySubsequences: false).map(String.init)) }
        }
        let count = lists.filter { $0.0 != "port" }.map(\.1.count).max() ?? 1
        // Lists that don't fit together are libpq's to refuse.
        guard count > 1, lists.allSatisfy({ $1.count == count || $0 == "port" && $1.count == 1 }) else {
            return [given.filter { namesOfHosts.contains($0.key) }]
        }
        // Of hosts without a port an address has a list of nothing.
        return (0..<count).map { host in
            Dictionary(uniqueKeysWithValues: lists.map { ($0, $1.count == 1 ? $1[0] : $1[host]) })
                .filter { !$0.value.isEmpty }
        }
    }

    /// Opens a connection to the first host that takes it, and waits for it.
    /// - Parameter lost: the place of the host to which a connection was lost: it comes last, as it would say nothing until
    ///   the time to connect is over.
    /// - Returns: the connection, and the place of its host among all.
    func connect(after lost: Int?) -> (connection: OpaquePointer?, host: Int) {
        let first = lost.map { $0 + 1 } ?? 0
        var last: (connection: OpaquePointer?, host: Int) = (nil, 0)
        for host in hosts.indices.map({ (first + $0) % hosts.count }) {
            if let failed = last.connection { PQfinish(failed) }
            last = (connect(to: host), host)
            if PQstatus(last.connection) == CONNECTION_OK { break }
        }
        return last
    }

    private func connect(to host: Int) -> OpaquePointer? {
        let values = values(at: host).sorted { $0.key < $1.key }
        return Self.withCStrings(values.map(\.key)) { names in
            Self.withCStrings(values.map(\.value)) { values in PQconnectdbParams(names, values, 0) }
        }
    }

    /// A list of texts as C has it: with an end.
    private static func withCStrings<Result>(
        _ texts: [String], _ body: (UnsafePointer<UnsafePointer<CChar>?>) -> Result
    ) -> Result {
        let copies = texts.map { strdup($0) }
        defer { for copy in copies { free(copy) } }
        let pointers = copies.map { $0.map { UnsafePointer($0) } } + [nil]
        return pointers.withUnsafeBufferPointer { buffer in
            // There is at least the end.
            withExtendedLifetime(copies) { body(buffer.baseAddress.unsafelyUnwrapped) }
        }
    }
}
