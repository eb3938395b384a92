import Directory

/// The sample city as a directory server has it: its units inside one another, and two thousand invented people inside
/// their units, in LDIF (RFC 2849). Citizen numbers begin with 000, which is no province; telephone numbers with 0000.
package enum SampleDirectory {
    package static let base = "dc=hue,dc=gov,dc=vn"

    /// The attributes and object classes that the standard schemas have no place for, as LDIF of `cn=config`.
    package static var schema: String { String(decoding: PackageResources.schema_hue_ldif, as: UTF8.self) }

    /// The mapping file that reads it from a server.
    package static func mapping(server: String) -> String {
        String(decoding: PackageResources.directory_yaml, as: UTF8.self).replacing("SERVER", with: server)
    }

    /// Every entry from the base down.
    package static func entries(people: Int = 2_000) throws(TableError) -> String {
        let units = try UnitImport(SampleCity.units).entries
        var ldif = LDIFWriter()
        ldif.write(base, [("objectClass", "domain"), ("dc", "hue")])
        ldif.write("ou=don-vi,\(base)", [("objectClass", "organizationalUnit"), ("ou", "don-vi")])
        let names = names(of: units)
        for (place, unit) in units.enumerated() {
            ldif.write(
                names[unit.id] ?? base,
                [
                    ("objectClass", "organizationalUnit"), ("objectClass", "hueUnit"), ("ou", unit.name),
                    // Every tenth in the old form, which directories still have.
                    ("hueUnitCode", place % 10 == 9 ? unit.id.oldForm : unit.id.text),
                    ("hueUnitOrder", String(place)), ("businessCategory", unit.kind.slug),
                ])
        }
        for number in 0..<people {
            let other = number % 40 == 13 ? units[(number * 7 + 3) % units.count].id : nil
            write(person: number, into: units[number % units.count], besides: other, names, &ldif)
        }
        return ldif.text
    }

    /// Where each unit stands: below the one above it.
    private static func names(of units: [UnitImport.Entry]) -> [UnitID: String] {
        var names: [UnitID: String] = [:]
        for unit in units {
            let above = unit.parent.flatMap { names[$0] } ?? "ou=don-vi,\(base)"
            names[unit.id] = "ou=\(LDIFWriter.escaped(unit.name)),\(above)"
        }
        return names
    }

    private static let families = ["Nguyễn", "Trần", "Lê", "Phạm", "Hoàng", "Phan", "Võ", "Đặng", "Hồ", "Tôn"]
    private static let familySlugs = ["nguyen", "tran", "le", "pham", "hoang", "phan", "vo", "dang", "ho", "ton"]
    private static let digits = ["Không", "Một", "Hai", "Ba", "Bốn", "Năm", "Sáu", "Bảy", "Tám", "Chín"]

    /// - Parameter other: a unit at which they have a second post.
    private static func write(
        person number: Int, into unit: UnitImport.Entry, besides other: UnitID?, _ names: [UnitID: String],
        _ ldif: inout LDIFWriter
    ) {
        let family = (number / 7) % families.count
        let written = String(number).utf8.map { digits[Int($0 - UInt8(ascii: "0"))] }.joined(separator: " ")
        let username = "\(familySlugs[family]).mau.\(number)"
        let name = "\(families[family]) \(number.isMultiple(of: 2) ? "Văn" : "Thị") Mẫu \(written)"
        let padded = String(repeating: "0", count: 6 - min(6, String(number).count)) + String(number)
        var attributes = [
            ("objectClass", "inetOrgPerson"), ("objectClass", "huePerson"), ("uid", username), ("cn", name),
            ("sn", families[family]), ("displayName", name), ("mail", "\(username)@hue.gov.vn"),
            ("telephoneNumber", "0000\(padded)"), ("employeeNumber", "CB\(padded)"),
            ("title", number % 12 == 11 ? "Văn thư" : "Chuyên viên"),
            ("hueAccountKind", number % 100 == 37 ? "technical" : "operation"),
        ]
        if let other { attributes.append(("huePost", "chuyen-vien@\(other);kind=kiem-nhiem")) }
        // One in fifty has no number yet.
        if number % 50 != 49 {
            attributes.append(("hueCitizenNumber", "000\(number % 2)\(65 + number % 35)\(padded)"))
        }
        ldif.write("uid=\(username),\(names[unit.id] ?? base)", attributes)
    }
}

extension UnitID {
    /// Read from right to left, and padded with noughts in front: `000.00.05.H57`.
    fileprivate var oldForm: String {
        let levels = text.split(separator: ".").reversed().map(String.init)
        guard levels.count < 4 else { return levels.joined(separator: ".") }
        let padding = ["000"] + Array(repeating: "00", count: 3 - levels.count)
        return (padding + levels).joined(separator: ".")
    }
}
