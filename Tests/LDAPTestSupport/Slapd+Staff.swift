extension Slapd {
    /// The LDIF of somebody whom the invented city doesn't have, an officer in a unit.
    package static func officer(_ name: String, number: String?, unit: String) -> String {
        """
        dn: uid=\(name),ou=can-bo,\(base)
        objectClass: inetOrgPerson
        objectClass: huePerson
        uid: \(name)
        cn: Người Mẫu
        sn: Người
        title: Chuyên viên
        departmentNumber: \(unit)
        \(number.map { "hueCitizenNumber: \($0)\n" } ?? "")

        """
    }

    /// The same as a change (RFC 2849).
    package static func addition(of entry: String) -> String {
        entry.replacing("objectClass: inetOrgPerson", with: "changetype: add\nobjectClass: inetOrgPerson")
    }
}
