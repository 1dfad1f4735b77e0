"""Every write of joining: `opening` (an administration), `importing` (its workbook), `seal`, `trial`, `tours`."""
