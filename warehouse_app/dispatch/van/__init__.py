"""The van: what stays behind, who signed, the signed sheet, and a parcel taken back from it."""
