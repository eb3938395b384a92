import Directory

/// A sample of the whole city to try the system out: its units, some hundred invented members of staff, what they were
/// granted, and the policies of `Policies/`. Nobody in it exists.
package enum SampleCity {
    /// The city's units, as a table that `UnitImport` reads.
    package static var units: String { text(PackageResources.units_tsv) }

    package static func staff() throws(TableError) -> [StaffMember] {
        let table = try TabSeparatedTable(
            text(PackageResources.staff_tsv), columns: ["username", "name", "position", "unit", "from", "until"])
        var staff: [StaffMember] = []
        for row in table.rows {
            let post = "\(try row.required("position"))@\(try row.required("unit"))"
            guard let post = Post(post) else {
                throw TableError(line: row.line, fault: .bad(post, form: .post))
            }
            staff.append(
                StaffMember(
                    username: try row.required("username"), name: try row.required("name"), post: post,
                    from: try row.required("from"), until: row.value("until")))
        }
        return staff
    }

    package static func grants() throws(TableError) -> [Grant] {
        let columns = ["to", "role", "reach", "unit", "effect", "from", "until", "by", "reason"]
        let table = try TabSeparatedTable(text(PackageResources.grants_tsv), columns: columns)
        var grants: [Grant] = []
        for row in table.rows {
            grants.append(
                Grant(
                    line: row.line, subject: try row.required("to"), role: try row.required("role"),
                    extent: try row.required("reach"), anchor: try row.required("unit"),
                    effect: try row.required("effect"), from: try row.required("from"), until: row.value("until"),
                    giver: row.value("by"), reason: try row.required("reason")))
        }
        return grants
    }

    /// The files of `Policies/`, by name.
    package static var policies: [(name: String, text: String)] {
        let files: [(String, [UInt8])] = [
            ("bi.yaml", PackageResources.bi_yaml), ("cqs.yaml", PackageResources.cqs_yaml),
            ("da.yaml", PackageResources.da_yaml), ("data.yaml", PackageResources.data_yaml),
            ("dcu.yaml", PackageResources.dcu_yaml), ("exclusions.yaml", PackageResources.exclusions_yaml),
            ("gis.yaml", PackageResources.gis_yaml), ("gstt.yaml", PackageResources.gstt_yaml),
            ("hue-s.yaml", PackageResources.hue_s_yaml), ("ioc.yaml", PackageResources.ioc_yaml),
            ("map.yaml", PackageResources.map_yaml), ("positions.yaml", PackageResources.positions_yaml),
            ("roles.yaml", PackageResources.roles_yaml), ("services.yaml", PackageResources.services_yaml),
            ("sohoa.yaml", PackageResources.sohoa_yaml), ("unit-kinds.yaml", PackageResources.unit_kinds_yaml),
        ]
        return files.map { ($0.0, text($0.1)) }
    }

    private static func text(_ bytes: [UInt8]) -> String { String(decoding: bytes, as: UTF8.self) }

    /// A person in a post. Moments are dates of Huế.
    package struct StaffMember: Hashable, Sendable {
        package let username: String
        package let name: String
        package let post: Post
        package let from: String
        package let until: String?
    }

    /// A grant, each part as the text that its domain type is read from.
    package struct Grant: Hashable, Sendable {
        package let line: Int
        package let subject: String
        package let role: String
        package let extent: String
        package let anchor: String
        package let effect: String
        package let from: String
        package let until: String?
        /// Who gives it, by user name; `nil` for the operators.
        package let giver: String?
        package let reason: String
    }
}
