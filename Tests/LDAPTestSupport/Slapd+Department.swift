import Foundation

/// A department that has an Active Directory of its own, named as the documentation's example names it.
extension Slapd {
    /// Who reads it, by the reader's password.
    package static let departmentReader = "CN=hue-sso,OU=Dich vu,\(departmentBase)"
    /// The division that all of its people stand in.
    package static let division = "OU=Phong Chuyen doi so,\(department)"

    private static let departmentBase = "DC=mau,DC=hue,DC=test"
    private static let units = "OU=Don vi,\(departmentBase)"
    private static let department = "OU=So Khoa hoc va Cong nghe,\(units)"

    /// Three units and seven people: of these one has expired, one is disabled, and one is a computer. A group makes
    /// `can.bo.giang` head of the division, whom it names last.
    package static let departmentPlan = Plan().with { plan in
        plan.layout = .ad
        plan.base = departmentBase
        plan.city = departmentEntries
        plan.access = ["to * by dn.exact=\"\(departmentReader)\" read by * break"]
    }

    private static var departmentEntries: String {
        let folders = [
            "dn: \(departmentBase)\nobjectClass: dcObject\nobjectClass: organization\ndc: mau\no: mau",
            "dn: OU=Dich vu,\(departmentBase)\nobjectClass: organizationalUnit\nou: Dich vu",
            """
            dn: \(departmentReader)
            objectClass: organizationalRole
            objectClass: simpleSecurityObject
            cn: hue-sso
            userPassword: \(readerPassword)
            """,
            // Whose count of updates it is, where somebody counts.
            """
            dn: CN=NTDS Settings,\(departmentBase)
            objectClass: organizationalRole
            objectClass: adUnit
            cn: NTDS Settings
            invocationId:: \(guid(90))
            """,
            unit(1, units), unit(2, "OU=Nhom,\(units)"),
            unit(3, department, "H57.05", "Sở", "Sở Khoa học và Công nghệ"),
            unit(4, division, "H57.05.04", "Phòng", "Phòng Chuyển đổi số"),
            unit(5, "OU=Trung tam IOC,\(department)", "H57.05.01", "Đơn vị sự nghiệp", "Trung tâm IOC"),
        ]
        let people = [
            user(11, "An", "Chuyên viên"), user(12, "Binh", "Trưởng phòng", expires: "9223372036854775807"),
            user(13, "Chi", "Chuyên viên", expires: "132223104000000000"),
            user(14, "Dung", "Chuyên viên", control: 514), user(15, "Em", "Chuyên viên"),
            user(16, "Giang", "Chuyên viên"), user(17, "May", "Chuyên viên", alsoOf: "computer"),
        ]
        let strangers = (1...4).map { "member: CN=Nguoi \($0),OU=Khac,\(departmentBase)\n" }.joined()
        let group = """
            dn: CN=Truong phong,OU=Nhom,\(units)
            objectClass: groupOfNames
            objectClass: adUnit
            objectGUID:: \(guid(20))
            cn: Truong phong
            \(strangers)member: CN=Can Bo Giang,\(division)
            """
        return (folders + people + [group]).joined(separator: "\n\n") + "\n\n"
    }

    /// An organisational unit; a folder, where it has no code.
    private static func unit(
        _ number: UInt8, _ dn: String, _ code: String? = nil, _ kind: String = "", _ name: String = ""
    ) -> String {
        let said = code.map { "\nextensionAttribute1: \($0)\nextensionAttribute2: \(kind)\ndisplayName: \(name)" }
        return """
            dn: \(dn)
            objectClass: organizationalUnit
            objectClass: adUnit
            objectGUID:: \(guid(number))
            ou: \(dn.prefix { $0 != "," }.dropFirst(3))\(said ?? "")
            """
    }

    /// - Parameter expires: 100 ns since 1601 ([MS-ADTS] §2.3.1): 0 and the largest are never.
    private static func user(
        _ number: UInt8, _ name: String, _ title: String, expires: String = "0", control: Int = 512,
        alsoOf other: String? = nil
    ) -> String {
        """
        dn: CN=Can Bo \(name),\(division)
        objectClass: user\(other.map { "\nobjectClass: \($0)" } ?? "")
        cn: Can Bo \(name)
        sn: Can
        displayName: Cán Bộ \(name)
        objectGUID:: \(guid(number))
        sAMAccountName: can.bo.\(name.lowercased())
        employeeID: 0000000001\(number)
        userAccountControl: \(control)
        accountExpires: \(expires)
        title: \(title)
        """
    }

    private static func guid(_ number: UInt8) -> String {
        Data(repeating: number, count: 16).base64EncodedString()
    }
}
